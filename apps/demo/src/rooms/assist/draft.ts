import { signal } from "@preact/signals";
import { createRef } from "preact";
import { insertText } from "./insert-text.ts";

/** The text that is being written. */
export const draft = signal("");

/** The field that it stands in, while the room is open. */
export const field = createRef<HTMLTextAreaElement>();

let isInserting = false;

/** Whether the change that is being reported is the page's own, not the writer's. */
export function isOwnChange(): boolean {
  return isInserting;
}

/** Where the caret is; `undefined` while characters are selected. In a closed room it is at the end. */
export function caret(): number | undefined {
  const { current } = field;
  if (current === null) return draft.value.length;
  return current.selectionStart === current.selectionEnd ? current.selectionStart : undefined;
}

/** Inserts into the draft, also while its room is closed. @returns the place after the inserted text. */
export function insertIntoDraft(place: number, text: string): number {
  const { current } = field;
  if (current === null) {
    draft.value = draft.value.slice(0, place) + text + draft.value.slice(place);
    return place + text.length;
  }
  isInserting = true;
  try {
    return insertText(current, place, text);
  } finally {
    isInserting = false;
  }
}
