import { signal } from "@preact/signals";
import { proxy } from "comlink";
import { messageOf } from "../../message-of.ts";
import type { Written } from "../../worker/writing/writing-desk.ts";
import { caret, draft, field, insertIntoDraft } from "./draft.ts";
import { beginUndoStep } from "./insert-text.ts";
import { closeOffers } from "./offers.ts";
import { writingDesk } from "./writing-desk.ts";
import { writeOptions } from "./writing-settings.ts";

export const isWriting = signal(false);
/** How the last long text ended. */
export const written = signal<Written | undefined>(undefined);
export const writeProblem = signal<string | undefined>(undefined);

let latest = 0;

/** Lets the model go on from the caret, piece by piece into the text. */
export async function writeOn(): Promise<void> {
  closeOffers();
  const run = ++latest;
  let place = caret() ?? draft.value.length;
  isWriting.value = true;
  written.value = undefined;
  writeProblem.value = undefined;
  takeFocus(place);
  try {
    const desk = await writingDesk();
    const take = proxy((piece: string) => {
      if (run === latest) place = insertIntoDraft(place, piece);
    });
    const result = await desk.write(draft.value.slice(0, place), writeOptions(), take);
    if (run === latest) written.value = result;
  } catch (error) {
    if (run === latest) writeProblem.value = messageOf(error);
  } finally {
    if (run === latest) isWriting.value = false;
  }
}

/** Stops the writing; what is written stays. */
export async function stopWriting(): Promise<void> {
  await (await writingDesk()).stop("writing");
}

/** With the focus in the text, undo takes back what is written. On a phone it would open the keyboard. */
function takeFocus(place: number): void {
  if (matchMedia("(pointer: coarse)").matches) return;
  const { current } = field;
  if (current === null) return;
  current.focus();
  current.setSelectionRange(place, place);
  beginUndoStep(current);
}
