import type { Completion } from "@engram/generation";
import { signal } from "@preact/signals";
import { messageOf } from "../../message-of.ts";
import { caret, draft, field, insertIntoDraft } from "./draft.ts";
import { beginUndoStep } from "./insert-text.ts";
import { writingDesk } from "./writing-desk.ts";
import { offerOptions } from "./writing-settings.ts";

/** Long enough that no request is made between two letters, short enough to seem at once. */
const PAUSE_MILLISECONDS = 350;

/** Continuations of the text before `place`. */
export interface Offers {
  readonly place: number;
  readonly texts: readonly Completion[];
  readonly chosen: number;
}

export const offers = signal<Offers | undefined>(undefined);
/** Whether the model was asked and found nothing to offer. */
export const hasNoOffer = signal(false);
export const offerProblem = signal<string | undefined>(undefined);

let timer: ReturnType<typeof setTimeout> | undefined;
let latest = 0;

/** Takes the offers away, and those that are on their way. */
export function closeOffers(): void {
  clearTimeout(timer);
  latest++;
  offers.value = undefined;
  hasNoOffer.value = false;
}

/** Asks once nothing was typed for a moment. */
export function askSoon(): void {
  closeOffers();
  timer = setTimeout(() => void ask(), PAUSE_MILLISECONDS);
}

/** Asks for continuations of what stands before the caret. */
export async function ask(): Promise<void> {
  clearTimeout(timer);
  const request = ++latest;
  const [text, place] = [draft.value, caret()];
  if (place === undefined) return;
  try {
    const texts = await (await writingDesk()).complete(text.slice(0, place), offerOptions());
    if (request !== latest || draft.value !== text || caret() !== place) return;
    offers.value = texts.length === 0 ? undefined : { place, texts, chosen: 0 };
    hasNoOffer.value = texts.length === 0;
    offerProblem.value = undefined;
  } catch (error) {
    if (request === latest) offerProblem.value = messageOf(error);
  }
}

/** Asks again, with other settings, where offers are shown. */
export function renewOffers(): void {
  if (offers.value === undefined) return;
  clearTimeout(timer);
  timer = setTimeout(() => void ask(), PAUSE_MILLISECONDS);
}

/** Chooses the next offer (`step` 1) or the one before it (-1), round and round. */
export function moveChoice(step: 1 | -1): void {
  const { value } = offers;
  if (value === undefined) return;
  const count = value.texts.length;
  offers.value = { ...value, chosen: (value.chosen + step + count) % count };
}

/** Writes an offer into the text and asks for what could follow it. */
export function accept(index: number): void {
  const { value } = offers;
  const offer = value?.texts[index];
  if (value === undefined || offer === undefined) return;
  closeOffers();
  field.current?.focus();
  if (field.current !== null) beginUndoStep(field.current);
  insertIntoDraft(value.place, offer.text);
  if (field.current !== null) beginUndoStep(field.current);
  void ask();
}
