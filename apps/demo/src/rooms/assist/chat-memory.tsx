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
          onClick={() => void download()}
        >
          {text.saveMemory}
        </button>
        <label class="button file">
          {text.openMemory}
          <input
            class="unseen"
            type="file"
            accept=".safetensors"
            data-testid="chat-open"
            onChange={({ currentTarget }) => {
              const [file] = currentTarget.files ?? [];
              if (file) void openMemory(file);
              currentTarget.value = "";
            }}
          />
        </label>
      </div>
      <p class="quiet keys">{text.memoryHint}</p>
    </>
  );
}

async function download(): Promise<void> {
  const bytes = await saveMemory();
  if (bytes === undefined) return;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>]));
  link.download = "conversation.safetensors";
  link.click();
  URL.revokeObjectURL(link.href);
}
