import { formatNumber } from "../../language/language.ts";
import { FileButton } from "../../parts/file-button.tsx";
import { MemoryPicture } from "./memory-picture.tsx";
import { attempt, changeMemory, memory, restoreMemory, text as typed } from "./memory-state.ts";
import { messages } from "./messages.ts";
import { SavedMemories } from "./saved-memories.tsx";

/** The memory that everything starts from: reading into it, clearing, saving and restoring it. */
export function MemoryPanel() {
  const text = messages();
  const { value: now } = memory;
  if (now === undefined) return null;
  const cellCount = now.cells.reduce((sum, { length }) => sum + length, 0);
  const isEmpty = now.tokensRead === 0;
  return (
    <section class="sheet wide" aria-labelledby="memory-heading">
      <h2 id="memory-heading">{text.memory}</h2>
      <p class="quiet">{text.memoryPanelHint}</p>
      <div class="row">
        <button
          type="button"
          class="primary"
          data-testid="read-into"
          disabled={typed.value === ""}
          onClick={() => attempt(() => changeMemory((desk) => desk.read(typed.value)))}
        >
          {text.readInto}
        </button>
        <button
          type="button"
          data-testid="clear-memory"
          disabled={isEmpty}
          onClick={() => attempt(() => changeMemory((desk) => desk.clearMemory()))}
        >
          {text.clear}
        </button>
        <FileButton
          label={text.openMemory}
          accept=".safetensors"
          testId="open-memory"
          onFiles={([file]) =>
            void attempt(async () => restoreMemory(new Uint8Array(await file.arrayBuffer())))
          }
        />
      </div>
      <h3>{text.memoryNow}</h3>
      <MemoryPicture memory={now} />
      <div role="status">
        <dl class="numbers">
          <div>
            <dt>{text.memoryNumbers.norm}</dt>
            <dd data-testid="memory-norm">{formatNumber(now.norm, 3)}</dd>
          </div>
          <div>
            <dt>{text.memoryNumbers.tokens}</dt>
            <dd data-testid="memory-tokens">
              {formatNumber(now.tokensRead)} {isEmpty && `(${text.memoryEmpty})`}
            </dd>
          </div>
          <div>
            <dt>{text.memoryNumbers.cells}</dt>
            <dd>{formatNumber(cellCount)}</dd>
          </div>
        </dl>
      </div>
      <SavedMemories now={now} />
    </section>
  );
}
