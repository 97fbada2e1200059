/**
 * Inserts a text as if it were typed, so that undo takes it back, where the field has the focus; elsewhere without
 * undo, since taking the focus would be worse. An `input` event is sent in both cases.
 *
 * @returns the place after the inserted text.
 */
export function insertText(field: HTMLTextAreaElement, place: number, text: string): number {
  const before = field.value.length;
  const isAtEnd = place === before;
  if (!typeText(field, place, text)) {
    field.setRangeText(text, place, place, field.selectionStart >= place ? "end" : "preserve");
    field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText", data: text }));
  }
  if (isAtEnd) field.scrollTop = field.scrollHeight;
  // A field has line feeds only, so that a text may become shorter in it.
  return place + field.value.length - before;
}

function typeText(field: HTMLTextAreaElement, place: number, text: string): boolean {
  if (document.activeElement !== field) return false;
  if (field.selectionStart !== place || field.selectionEnd !== place) field.setSelectionRange(place, place);
  // Deprecated, and without a successor: nothing else writes into a field's undo history.
  return document.execCommand("insertText", false, text);
}

/** Makes what is typed next a step of its own for undo: a caret that moves ends a step. */
export function beginUndoStep(field: HTMLTextAreaElement): void {
  const { selectionStart, selectionEnd } = field;
  field.setSelectionRange(0, 0);
  field.setSelectionRange(selectionStart, selectionEnd);
}
