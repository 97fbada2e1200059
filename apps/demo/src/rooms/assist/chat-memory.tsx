import { download } from "../../parts/download.ts";
import { FileButton } from "../../parts/file-button.tsx";
import { forget, openMemory, saveMemory, turns, turnUnderWay } from "./conversation.ts";
import { messages } from "./messages.ts";

/** Forgetting a conversation, and its memory as a file. */
export function ChatMemory() {
  const text = messages();
  const isReplying = turnUnderWay.value !== undefined;
  const isEmpty = turns.value.length === 0;
  return (
    <>
      <div class="row">
        <button
          type="button"
          data-testid="chat-clear"
          disabled={isEmpty || isReplying}
          onClick={() => void forget()}
        >
          {text.clear}
        </button>
        <button
          type="button"
          data-testid="chat-save"
          disabled={isEmpty || isReplying}
          onClick={() => void saveAsFile()}
        >
          {text.saveMemory}
        </button>
        <FileButton
          label={text.openMemory}
          accept=".safetensors"
          testId="chat-open"
          onFiles={([file]) => void openMemory(file)}
        />
      </div>
      <p class="quiet keys">{text.memoryHint}</p>
    </>
  );
}

async function saveAsFile(): Promise<void> {
  const bytes = await saveMemory();
  if (bytes !== undefined) download(bytes, "conversation.safetensors");
}
