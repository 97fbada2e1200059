import { useLayoutEffect, useRef } from "preact/hooks";
import { turns, turnUnderWay } from "./conversation.ts";
import { messages } from "./messages.ts";

/** What was said, the reply under way at its end. */
export function ChatLog() {
  const text = messages();
  const log = useRef<HTMLDivElement>(null);
  const underWay = turnUnderWay.value;
  const shown = [
    ...turns.value,
    ...(underWay === undefined
      ? []
      : [
          { role: "user" as const, text: underWay.said },
          { role: "assistant" as const, text: underWay.reply },
        ]),
  ];
  useLayoutEffect(() => {
    log.current?.scrollTo({ top: log.current.scrollHeight });
  }, [turns.value, underWay]);
  return (
    <div
      ref={log}
      class="chat-log"
      role="log"
      aria-label={text.log}
      // A reply is read out once it is whole, not in twenty pieces a second.
      aria-busy={underWay !== undefined}
      aria-live="polite"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: keyboards have to scroll it
      tabIndex={0}
      data-testid="chat-log"
    >
      {shown.length === 0 && <p class="quiet">{text.nothingSaid}</p>}
      {shown.map(({ role, text: said }, index) => (
        <div key={index} class={`turn ${role}`} data-testid={`turn-${role}`}>
          <span class="quiet">{text.roles[role]}</span>
          <p>
            {said.trim() || (
              <span class="quiet">{index === turns.value.length + 1 ? text.thinking : text.silence}</span>
            )}
          </p>
        </div>
      ))}
    </div>
  );
}
