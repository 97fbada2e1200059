import { BuiltInButtons } from "./built-in-buttons.tsx";
import { builtInMessages } from "./built-in-messages.ts";
import { facts, startFailure } from "./studio.ts";

/** What a room shows that needs a model while there is none. */
export function NoModel() {
  const text = builtInMessages();
  if (facts.value === undefined && startFailure.value === undefined) {
    return <p role="status">{text.starting}</p>;
  }
  return (
    <section class="sheet" data-testid="no-model">
      <h2>{text.noModel}</h2>
      <p>
        <a href="#write">{text.train}</a> {text.orOpen}
      </p>
      <BuiltInButtons />
    </section>
  );
}
