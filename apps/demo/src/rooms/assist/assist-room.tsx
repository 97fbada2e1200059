import "./assist.css";
import { computed } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { NoModel } from "../../studio/no-model.tsx";
import { news } from "../../studio/studio.ts";
import { Assistant } from "./assistant.tsx";
import { Chat } from "./chat.tsx";
import { followModel } from "./conversation.ts";
import { closeOffers } from "./offers.ts";
import { SettingsPanel } from "./settings-panel.tsx";
import { findSuitedForm } from "./turn-forms.ts";

/** Which model is there; news of a training come often and say the same. */
const modelId = computed(() => news.value.model?.id);

/** Writing and talking with the model. */
export function AssistRoom() {
  const id = modelId.value;
  useEffect(() => {
    closeOffers();
    if (id !== undefined) void Promise.all([findSuitedForm(), followModel()]).catch(() => {});
  }, [id]);
  if (id === undefined) return <NoModel />;
  return (
    <div class="assist">
      <Assistant />
      <Chat />
      <SettingsPanel />
    </div>
  );
}
