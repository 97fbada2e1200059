import { transfer } from "comlink";
import { useState } from "preact/hooks";
import { messageOf } from "../../message-of.ts";
import { download } from "../../parts/download.ts";
import { FileButton } from "../../parts/file-button.tsx";
import { BuiltInButtons } from "../../studio/built-in-buttons.tsx";
import { news, studio } from "../../studio/studio.ts";
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
      <BuiltInButtons />
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
        <FileButton
          label={text.open}
          accept=".zip,application/zip"
          testId="open-zip"
          onFiles={([file]) => void open(file)}
        />
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
