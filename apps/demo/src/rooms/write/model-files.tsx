import { transfer } from "comlink";
import { useState } from "preact/hooks";
import { formatNumber } from "../../language/language.ts";
import { BUILT_IN_MEGABYTES, BUILT_IN_MODELS, openBuiltIn } from "../../studio/built-in-models.ts";
import { messageOf, news, studio } from "../../studio/studio.ts";
import { messages } from "./messages.ts";

/** Saving the model as a zip file, and opening one. */
export function ModelFiles() {
  const text = messages();
  const [problem, setProblem] = useState<string>();
  const { model, training } = news.value;
  const attempt = async (action: () => Promise<void>) => {
    setProblem(undefined);
    try {
      await action();
    } catch (error) {
      setProblem(messageOf(error));
    }
  };
  const open = (file: File) =>
    attempt(async () => {
      const bytes = new Uint8Array(await file.arrayBuffer());
      await (await studio).openZip(transfer(bytes, [bytes.buffer]), file.name);
    });
  return (
    <section class="sheet files" aria-labelledby="file-heading">
      <h2 id="file-heading">{text.file}</h2>
      <h3>{text.builtInModels}</h3>
      <div class="row">
        {BUILT_IN_MODELS.map((name) => (
          <button
            key={name}
            type="button"
            data-testid={`open-${name}`}
            onClick={() => attempt(() => openBuiltIn(name))}
          >
            {text.openBuiltIn(text.modelNames[name], formatNumber(BUILT_IN_MEGABYTES[name], 1))}
          </button>
        ))}
      </div>
      <div class="row">
        <button
          type="button"
          disabled={model === undefined}
          onClick={() =>
            attempt(async () => download(await (await studio).saveZip(), `${model?.name ?? "model"}.zip`))
          }
        >
          {text.save}
        </button>
        <label class="field">
          {text.open}
          <input
            type="file"
            accept=".zip,application/zip"
            data-testid="open-zip"
            onChange={({ currentTarget }) => {
              const [file] = currentTarget.files ?? [];
              if (file) void open(file);
              currentTarget.value = "";
            }}
          />
        </label>
      </div>
      {problem !== undefined && (
        <p class="problem" role="alert" data-testid="file-problem">
          {text.failed(problem)}
        </p>
      )}
      {model !== undefined && !model.isInTraining && (
        <p role="status" data-testid="opened-model">
          {text.opened(model.name)}{" "}
          {training !== undefined && (
            <button type="button" onClick={() => attempt(async () => (await studio).useTrained())}>
              {text.useTrained}
            </button>
          )}
        </p>
      )}
      <p class="quiet">{text.fileHint}</p>
    </section>
  );
}

function download(bytes: Uint8Array, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>], { type: "application/zip" }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
