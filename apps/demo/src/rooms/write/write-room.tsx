import "./write.css";
import { signal } from "@preact/signals";
import { messageOf, news, studio } from "../../studio/studio.ts";
import { defaultOptions, type TrainingOptions } from "../../worker/studio/training-options.ts";
import { BUILT_IN_BYTES, fetchText } from "./built-in-texts.ts";
import { messages } from "./messages.ts";
import { ModelFiles } from "./model-files.tsx";
import { OptionsForm } from "./options-form.tsx";
import { type ChosenText, TextChoice } from "./text-choice.tsx";
import { TrainingPanel } from "./training-panel.tsx";

const chosen = signal<ChosenText>({ source: "moby-dick", pasted: "", files: [] });
const options = signal<TrainingOptions>(defaultOptions(BUILT_IN_BYTES["moby-dick"]));
const isPreparing = signal(false);
const problem = signal<string | undefined>(undefined);

/** From a text to a model. */
export function WriteRoom() {
  const text = messages();
  const { minutes, epochs, steps } = options.value;
  const isEndless = minutes === 0 && epochs === 0 && steps === 0;
  return (
    <div class="write-room">
      <TextChoice chosen={chosen} />
      <section class="sheet model" aria-labelledby="model-heading">
        <h2 id="model-heading">{text.model}</h2>
        <OptionsForm options={options} bytes={bytesOf(chosen.value)} />
        <button
          type="button"
          class="primary"
          disabled={isPreparing.value || isEndless}
          onClick={() => void startTraining()}
        >
          {news.value.training === undefined ? text.start : text.startAnew}
        </button>
        {isPreparing.value && <p role="status">{text.preparing}</p>}
        {isEndless && <p class="problem">{text.needsLimit}</p>}
        {problem.value !== undefined && (
          <p class="problem" role="alert" data-testid="start-problem">
            {text.failed(problem.value)}
          </p>
        )}
      </section>
      <TrainingPanel />
      <ModelFiles />
    </div>
  );
}

async function startTraining(): Promise<void> {
  problem.value = undefined;
  isPreparing.value = true;
  try {
    const { name, files } = await textFiles(chosen.value);
    const bytes = files.reduce((sum, { content }) => sum + content.size, 0);
    // What depends on the text's size alone, and nobody changed, follows the text.
    const { batchSize, dropout } = defaultOptions(bytes);
    const untouched = defaultOptions(BUILT_IN_BYTES["moby-dick"]);
    const given = options.value;
    await (await studio).train(name, files, {
      ...given,
      batchSize: given.batchSize === untouched.batchSize ? batchSize : given.batchSize,
      dropout: given.dropout === untouched.dropout ? dropout : given.dropout,
    });
    document.getElementById("training-heading")?.scrollIntoView({ block: "nearest" });
  } catch (error) {
    problem.value = messageOf(error);
  } finally {
    isPreparing.value = false;
  }
}

async function textFiles({ source, pasted, files }: ChosenText) {
  if (source !== "own") return { name: source, files: [{ name: source, content: await fetchText(source) }] };
  const own = files.map((file) => ({ name: file.name, content: file as Blob }));
  if (pasted !== "") own.push({ name: "pasted text", content: new Blob([pasted]) });
  return { name: files[0]?.name.replace(/\.\w+$/, "") ?? "pasted text", files: own };
}

function bytesOf({ source, pasted, files }: ChosenText): number {
  if (source !== "own") return BUILT_IN_BYTES[source];
  return files.reduce((sum, { size }) => sum + size, pasted.length);
}
