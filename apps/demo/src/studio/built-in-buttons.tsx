import { useState } from "preact/hooks";
import { formatNumber } from "../language/language.ts";
import { messageOf } from "../message-of.ts";
import { builtInMessages } from "./built-in-messages.ts";
import { BUILT_IN_MEGABYTES, BUILT_IN_MODELS, type BuiltInModel, openBuiltIn } from "./built-in-models.ts";

/** A button for each model that the page brings. */
export function BuiltInButtons() {
  const text = builtInMessages();
  const [problem, setProblem] = useState<string>();
  const open = (name: BuiltInModel) => {
    setProblem(undefined);
    openBuiltIn(name).catch((error) => setProblem(messageOf(error)));
  };
  return (
    <>
      <div class="row">
        {BUILT_IN_MODELS.map((name) => (
          <button key={name} type="button" data-testid={`open-${name}`} onClick={() => open(name)}>
            {text.open(text.names[name], formatNumber(BUILT_IN_MEGABYTES[name], 1))}
          </button>
        ))}
      </div>
      {problem !== undefined && (
        <p class="problem" role="alert">
          {text.failed(problem)}
        </p>
      )}
    </>
  );
}
