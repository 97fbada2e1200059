import { RadioChoices } from "../../parts/radio-choices.tsx";
import {
  defaultOptions,
  MODEL_SIZES,
  type ModelSize,
  sizeOf,
  type TrainingOptions,
} from "../../worker/studio/training-options.ts";
import { messages } from "./messages.ts";

type NumberName = {
  [Name in keyof TrainingOptions]: TrainingOptions[Name] extends number ? Name : never;
}[keyof TrainingOptions];

/** The expert's numbers: name, least, most, step. */
const NUMBERS: readonly (readonly [NumberName, number, number, number])[] = [
  ["hiddenSize", 1, 2048, 1],
  ["layers", 1, 6, 1],
  ["embeddingSize", 0, 2048, 1],
  ["dropout", 0, 0.9, 0.05],
  ["batchSize", 1, 512, 1],
  ["sequenceLength", 1, 1000, 1],
  ["learningRate", 0.00001, 1, 0.00001],
  ["minutes", 0, 10_000, 0.1],
  ["epochs", 0, 100_000, 1],
  ["steps", 0, 10_000_000, 1],
  ["vocabulary", 10, 100_000, 1],
  ["minimumCount", 1, 1000, 1],
  ["validation", 0, 0.5, 0.01],
  ["seed", 0, Number.MAX_SAFE_INTEGER, 1],
];

/** What is to be trained, and how. */
export function OptionsForm({
  options,
  onChange,
}: {
  readonly options: TrainingOptions;
  readonly onChange: (changes: Partial<TrainingOptions>) => void;
}) {
  const text = messages();
  const size = sizeOf(options);
  const chooseSize = (next: ModelSize) => {
    const { embeddingSize, hiddenSize, layers, sequenceLength } = defaultOptions(0, next);
    onChange({ embeddingSize, hiddenSize, layers, sequenceLength });
  };
  return (
    <>
      <RadioChoices
        legend={text.size}
        group="size"
        names={MODEL_SIZES}
        labels={text.sizes}
        chosen={size}
        onChoose={chooseSize}
      />
      {size === undefined && <p class="quiet">{text.sizes.other}</p>}
      <div class="row">
        <label class="field">
          {text.tokenizer}
          <select
            value={options.tokenizer}
            onChange={({ currentTarget }) =>
              onChange({ tokenizer: currentTarget.value as TrainingOptions["tokenizer"] })
            }
          >
            {(["char", "bpe", "word"] as const).map((name) => (
              <option key={name} value={name}>
                {text.tokenizers[name]}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          {text.minutes}
          <input
            type="number"
            name="minutes"
            min={0}
            step={0.5}
            value={options.minutes}
            onChange={({ currentTarget }) =>
              onChange({ minutes: Math.max(0, currentTarget.valueAsNumber || 0) })
            }
          />
        </label>
      </div>
      <details>
        <summary>{text.expert}</summary>
        <div class="row">
          {NUMBERS.map(([name, least, most, step]) => (
            <label key={name} class="field">
              {text.fields[name]}
              <input
                type="number"
                name={name === "minutes" ? "minutes-exact" : name}
                min={least}
                max={most}
                step={step}
                value={options[name]}
                onChange={({ currentTarget }) => {
                  const number = currentTarget.valueAsNumber;
                  if (Number.isNaN(number)) return;
                  const whole = step === 1 ? Math.round(number) : number;
                  onChange({ [name]: Math.min(most, Math.max(least, whole)) });
                }}
              />
            </label>
          ))}
        </div>
        <label class="check">
          <input
            type="checkbox"
            checked={options.plainPunctuation}
            onChange={({ currentTarget }) => onChange({ plainPunctuation: currentTarget.checked })}
          />
          {text.plainPunctuation}
        </label>
      </details>
    </>
  );
}
