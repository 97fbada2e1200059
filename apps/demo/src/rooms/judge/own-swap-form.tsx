import { useState } from "preact/hooks";
import { messageOf } from "../../message-of.ts";
import { swapWord } from "./judge-state.ts";
import { messages } from "./messages.ts";

/** Replace any word by any other. */
export function OwnSwapForm() {
  const text = messages();
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const [problem, setProblem] = useState<"missing" | { readonly failure: string }>();
  const swap = async () => {
    setProblem(undefined);
    try {
      if (!(await swapWord(from.trim(), to.trim()))) setProblem("missing");
    } catch (error) {
      setProblem({ failure: messageOf(error) });
    }
  };
  return (
    <form
      class="row"
      onSubmit={(event) => {
        event.preventDefault();
        void swap();
      }}
    >
      <label class="field">
        {text.replace}
        <input
          type="text"
          autocomplete="off"
          data-testid="swap-from"
          value={from}
          onInput={({ currentTarget }) => setFrom(currentTarget.value)}
        />
      </label>
      <label class="field">
        {text.by}
        <input
          type="text"
          autocomplete="off"
          data-testid="swap-to"
          value={to}
          onInput={({ currentTarget }) => setTo(currentTarget.value)}
        />
      </label>
      <button type="submit" data-testid="swap-own" disabled={from.trim() === "" || to.trim() === ""}>
        {text.swap}
      </button>
      {problem !== undefined && (
        <p class="problem" role="alert">
          {problem === "missing" ? text.notThere(from.trim()) : text.failed(problem.failure)}
        </p>
      )}
    </form>
  );
}
