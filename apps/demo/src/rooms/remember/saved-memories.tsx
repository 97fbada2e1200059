import { signal } from "@preact/signals";
import { formatNumber } from "../../language/language.ts";
import { download } from "../../parts/download.ts";
import type { MemoryFacts } from "../../worker/memory/memory-desk.ts";
import { attempt, memoryDesk, restoreMemory } from "./memory-state.ts";
import { messages } from "./messages.ts";

interface SavedMemory {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly modelName: string;
  readonly tokensRead: number;
}

const saved = signal<readonly SavedMemory[]>([]);
const typedName = signal("");
let savedCount = 0;

/** Saves the memory under a name, and brings one back. */
export function SavedMemories({ now }: { readonly now: MemoryFacts }) {
  const text = messages();
  const save = () =>
    attempt(async () => {
      const bytes = await (await memoryDesk()).saveMemory();
      savedCount++;
      const name = typedName.value.trim() || text.defaultName(savedCount);
      const { modelName, tokensRead } = now;
      const others = saved.value.filter((memory) => memory.name !== name);
      saved.value = [...others, { name, bytes, modelName, tokensRead }];
      typedName.value = "";
    });
  return (
    <>
      <form
        class="row"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <label class="field">
          {text.saveAs}
          <input
            type="text"
            data-testid="memory-name"
            placeholder={text.defaultName(savedCount + 1)}
            value={typedName.value}
            onInput={({ currentTarget }) => {
              typedName.value = currentTarget.value;
            }}
          />
        </label>
        <button type="submit" data-testid="save-memory">
          {text.saveMemory}
        </button>
      </form>
      {saved.value.length > 0 && (
        <>
          <h3>{text.saved}</h3>
          <ul class="saved-memories" data-testid="saved-memories">
            {saved.value.map((memory) => (
              <SavedItem key={memory.name} memory={memory} />
            ))}
          </ul>
          <p class="quiet">{text.savedHint}</p>
        </>
      )}
    </>
  );
}

function SavedItem({ memory }: { readonly memory: SavedMemory }) {
  const text = messages();
  const { name, bytes, modelName, tokensRead } = memory;
  return (
    <li>
      <span>
        <strong>{name}</strong>{" "}
        <span class="quiet">{text.savedNote(modelName, formatNumber(tokensRead))}</span>
      </span>
      <span class="saved-actions">
        <button
          type="button"
          aria-label={text.restore(name)}
          data-testid="restore-memory"
          onClick={() => attempt(() => restoreMemory(bytes))}
        >
          {text.restoreShort}
        </button>
        <button
          type="button"
          aria-label={text.download(name)}
          onClick={() => download(memory.bytes, `${memory.name}.safetensors`)}
        >
          {text.downloadShort}
        </button>
        <button
          type="button"
          aria-label={text.forget(name)}
          onClick={() => {
            saved.value = saved.value.filter((other) => other !== memory);
          }}
        >
          {text.forgetShort}
        </button>
      </span>
    </li>
  );
}
