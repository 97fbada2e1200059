import { isWriting, stopWriting } from "./long-text.ts";
import { accept, ask, closeOffers, moveChoice, offers } from "./offers.ts";

/**
 * The assistant's keys in its text field. Without offers every key does what it always does, so that Tab leaves
 * the field (WCAG 2.1.2).
 */
export function handleKey(event: KeyboardEvent): void {
  // 229: browsers that say so late that a key belongs to an input method.
  if (event.isComposing || event.keyCode === 229) return;
  const action = actionOf(event);
  if (action === undefined) return;
  event.preventDefault();
  action();
}

function actionOf(event: KeyboardEvent): (() => void) | undefined {
  const { key, code, altKey, shiftKey } = event;
  const hasCommand = event.ctrlKey || event.metaKey;
  if (isWriting.value) return key === "Escape" ? () => void stopWriting() : undefined;
  if (hasCommand && code === "Space") return () => void ask();
  const { value } = offers;
  if (value === undefined || hasCommand || shiftKey) return undefined;
  if (altKey) {
    // On a Mac, Alt with a digit types something else: the key's place counts.
    const index = Number(/^Digit([1-9])$/.exec(code)?.[1]) - 1;
    return index < value.texts.length ? () => accept(index) : undefined;
  }
  const actions: Readonly<Record<string, () => void>> = {
    Tab: () => accept(value.chosen),
    ArrowDown: () => moveChoice(1),
    ArrowUp: () => moveChoice(-1),
    Escape: closeOffers,
  };
  return actions[key];
}
