import type { Signal } from "@preact/signals";
import { FileButton } from "../../parts/file-button.tsx";
import { BUILT_IN_TEXTS, type BuiltInText } from "./built-in-texts.ts";
import { messages } from "./messages.ts";

/** Which text is to be trained on, as far as the reader has said. */
export interface ChosenText {
  readonly source: BuiltInText | "own";
  readonly pasted: string;
  readonly files: readonly File[];
}

export function TextChoice({ chosen }: { readonly chosen: Signal<ChosenText> }) {
  const text = messages();
  const { source, pasted, files } = chosen.value;
  const change = (changes: Partial<ChosenText>) => {
    chosen.value = { ...chosen.value, ...changes };
  };
  const takeFiles = (list: readonly File[]) => {
    if (list.length > 0) change({ source: "own", files: list });
  };
  return (
    <section
      class="sheet text-choice"
      aria-labelledby="text-heading"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        takeFiles([...(event.dataTransfer?.files ?? [])]);
      }}
    >
      <h2 id="text-heading">{text.text}</h2>
      <fieldset aria-labelledby="text-heading">
        {[...BUILT_IN_TEXTS, "own" as const].map((name) => (
          <label key={name} class="check">
            <input
              type="radio"
              name="text"
              value={name}
              checked={source === name}
              onChange={() => change({ source: name })}
            />
            {text.builtIn[name]}
          </label>
        ))}
      </fieldset>
      <label class="field">
        {text.paste}
        <textarea
          rows={5}
          value={pasted}
          onInput={({ currentTarget }) => change({ source: "own", pasted: currentTarget.value })}
        />
      </label>
      <div class="row">
        <FileButton label={text.files} multiple testId="choose-files" onFiles={takeFiles} />
        <span class="quiet">{text.drop}</span>
      </div>
      {files.length > 0 && (
        <p>
          {text.filesChosen(files.map(({ name }) => name))}{" "}
          <button type="button" onClick={() => change({ files: [] })}>
            {text.forgetFiles}
          </button>
        </p>
      )}
    </section>
  );
}
