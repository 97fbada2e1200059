import { RadioChoices } from "../../parts/radio-choices.tsx";
import { TASKS } from "../../worker/judge/judgement.ts";
import { EXAMPLES } from "./examples.ts";
import { changeText, chooseTask, task, texts } from "./judge-state.ts";
import { messages } from "./messages.ts";

/** Which question is asked, and of what text. */
export function TextEntry() {
  const text = messages();
  const { value: asked } = task;
  const examples = Object.entries(EXAMPLES[asked]);
  return (
    <section class="sheet" aria-labelledby="judge-text-heading">
      <h2 id="judge-text-heading">{text.text}</h2>
      <RadioChoices
        legend={text.ask}
        group="task"
        names={TASKS}
        labels={text.tasks}
        chosen={asked}
        onChoose={chooseTask}
      />
      <label class="field">
        {text.paste[asked]}
        <textarea
          rows={9}
          lang="en"
          data-testid="judge-text"
          value={texts.value[asked]}
          onInput={({ currentTarget }) => changeText(currentTarget.value, "after-pause")}
        />
      </label>
      <fieldset class="examples" aria-label={text.examples}>
        <span class="quiet">{text.examples}</span>
        {examples.map(([name, example]) => (
          <button key={name} type="button" onClick={() => changeText(example, "now")}>
            {text.exampleNames[name as keyof typeof text.exampleNames]}
          </button>
        ))}
      </fieldset>
      <p class="quiet">{text.reads[asked]}</p>
    </section>
  );
}
