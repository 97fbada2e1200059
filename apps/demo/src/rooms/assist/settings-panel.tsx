import { messages } from "./messages.ts";
import { NumberField, SliderField } from "./number-fields.tsx";
import { changeSettings, settings, throwDice, type WritingSettings } from "./writing-settings.ts";

/** How the model chooses its words. */
export function SettingsPanel() {
  const text = messages();
  const { value } = settings;
  return (
    <section class="sheet settings-sheet" aria-labelledby="settings-heading">
      <h2 id="settings-heading">{text.settings}</h2>
      <div class="settings-grid">
        <SliderField
          label={text.temperature}
          hint={text.temperatureHint}
          value={value.temperature}
          range={[0, 2, 0.05]}
          testId="temperature"
          onChange={(temperature) => changeSettings({ temperature })}
        />
        <SliderField
          label={text.topP}
          hint={text.topPHint}
          value={value.topP}
          range={[0.05, 1, 0.05]}
          testId="top-p"
          onChange={(topP) => changeSettings({ topP })}
        />
        <div>
          <div class="row">
            <NumberField
              label={text.seed}
              value={value.seed}
              range={[0, Number.MAX_SAFE_INTEGER, 1]}
              testId="seed"
              onChange={(seed) => changeSettings({ seed })}
            />
            <button
              type="button"
              data-testid="new-seed"
              onClick={() => changeSettings({ seed: throwDice() })}
            >
              <Dice />
              {text.newSeed}
            </button>
          </div>
          <p class="quiet">{text.seedHint}</p>
        </div>
        <div class="row">
          <NumberField
            label={text.count}
            value={value.count}
            range={[1, 5, 1]}
            testId="count"
            onChange={(count) => changeSettings({ count })}
          />
          <label class="field">
            {text.endAt}
            <select
              value={value.endAt}
              data-testid="end-at"
              onChange={({ currentTarget }) =>
                changeSettings({ endAt: currentTarget.value as WritingSettings["endAt"] })
              }
            >
              {(["word", "sentence"] as const).map((name) => (
                <option key={name} value={name}>
                  {text.ends[name]}
                </option>
              ))}
            </select>
          </label>
        </div>
      </div>
      <ExpertSettings />
    </section>
  );
}

/** What few will want to change: name, least, most. */
const EXPERT = [
  ["topK", 0, 10_000],
  ["offerTokens", 1, 400],
  ["writeTokens", 1, 20_000],
  ["replyTokens", 1, 5000],
] as const;

function ExpertSettings() {
  const text = messages();
  const { value } = settings;
  return (
    <details>
      <summary>{text.expert}</summary>
      <div class="row">
        {EXPERT.map(([name, least, most]) => (
          <NumberField
            key={name}
            label={text.fields[name]}
            value={value[name]}
            range={[least, most, 1]}
            testId={name}
            onChange={(number) => changeSettings({ [name]: number })}
          />
        ))}
      </div>
      <label class="check">
        <input
          type="checkbox"
          checked={value.usesCache}
          data-testid="neural-cache"
          onChange={({ currentTarget }) => changeSettings({ usesCache: currentTarget.checked })}
        />
        {text.cache}
      </label>
      <p class="quiet">{text.cacheHint}</p>
    </details>
  );
}

/** Drawn, since many fonts have no dice. */
function Dice() {
  return (
    <svg class="dice" viewBox="0 0 16 16" aria-hidden="true">
      <rect x="1" y="1" width="14" height="14" rx="3" fill="none" stroke="currentColor" stroke-width="1.5" />
      {[4.5, 8, 11.5].map((place) => (
        <circle key={place} cx={place} cy={16 - place} r="1.3" fill="currentColor" />
      ))}
    </svg>
  );
}
