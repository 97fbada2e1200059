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
const modelName = computed(() => {
  const { model } = news.value;
  return model && `${model.name} ${model.parameterCount} ${model.vocabularySize} ${model.isInTraining}`;
});

/** Writing and talking with the model. */
export function AssistRoom() {
  const name = modelName.value;
  useEffect(() => {
    closeOffers();
    if (name !== undefined) void Promise.all([findSuitedForm(), followModel()]).catch(() => {});
  }, [name]);
  if (name === undefined) return <NoModel />;
  return (
    <div class="assist">
      <Assistant />
      <Chat />
      <SettingsPanel />
    </div>
  );
}
