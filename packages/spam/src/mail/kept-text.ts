import { MAXIMUM_FIELD_LENGTH, MAXIMUM_TEXT_LENGTH } from "./limits.ts";

/** A text that is too long loses its middle. */
export function keptText(text: string): string {
  if (text.length <= MAXIMUM_TEXT_LENGTH) return wellFormed(text);
  const half = MAXIMUM_TEXT_LENGTH / 2;
  return wellFormed(`${text.slice(0, half)}\n${text.slice(-half)}`);
}

/** The beginning of a subject, a name, an address. */
export function keptField(text: string): string {
  return wellFormed(text.slice(0, MAXIMUM_FIELD_LENGTH));
}

/** Half a character, where a text was cut or came so, is a replacement character. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "\ufffd");
}
