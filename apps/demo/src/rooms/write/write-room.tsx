import { messageOf } from "../../message-of.ts";
import "./write.css";
import { computed, signal } from "@preact/signals";
import { news, studio } from "../../studio/studio.ts";
import { defaultOptions, type TrainingOptions } from "../../worker/studio/training-options.ts";
import { BUILT_IN_BYTES, fetchText } from "./built-in-texts.ts";
import { messages } from "./messages.ts";
import { ModelFiles } from "./model-files.tsx";
import { OptionsForm } from "./options-form.tsx";
import { type ChosenText, TextChoice } from "./text-choice.tsx";
import { TrainingPanel } from "./training-panel.tsx";

const chosen = signal<ChosenText>({ source: "moby-dick", pasted: "", files: [] });
/** What the reader set; all else follows from the text. */
const changes = signal<Partial<TrainingOptions>>({});
const options = computed<TrainingOptions>(() => ({
  ...defaultOptions(bytesOf(chosen.value)),
  ...changes.value,
}));
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
        <OptionsForm
          options={options.value}
          onChange={(more) => {
            changes.value = { ...changes.value, ...more };
          }}
        />
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
    await (await studio).train(name, files, options.value);
    document.getElementById("training-heading")?.scrollIntoView({ block: "nearest" });
  } catch (error) {
    problem.value = messageOf(error);
  } finally {
    isPreparing.value = false;
  }
}

async function textFiles({ source, pasted, files }: ChosenText) {
  if (source !== "own") return { name: source, files: [{ name: source, content: await fetchText(source) }] };
  const { pastedName } = messages();
  const own = files.map((file) => ({ name: file.name, content: file as Blob }));
  if (pasted !== "") own.push({ name: pastedName, content: new Blob([pasted]) });
  return { name: files[0]?.name.replace(/\.\w+$/, "") ?? pastedName, files: own };
}

function bytesOf({ source, pasted, files }: ChosenText): number {
  if (source !== "own") return BUILT_IN_BYTES[source];
  return files.reduce((sum, { size }) => sum + size, pasted.length);
}
