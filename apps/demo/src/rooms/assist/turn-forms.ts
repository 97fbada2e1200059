import type { ChatTurnMarkers } from "@engram/generation";
import { computed, signal } from "@preact/signals";
import { writingDesk } from "./writing-desk.ts";

/** What stands around the turns of a conversation, so that it looks like a text that the model may know. */
export const TURN_FORMS = {
  novel: { userPrefix: '\n\n"', userSuffix: '"\n\n', assistantPrefix: '"', assistantSuffix: '"' },
  lines: { userPrefix: "User: ", userSuffix: "\n", assistantPrefix: "Assistant: ", assistantSuffix: "\n" },
  play: {
    userPrefix: "FIRST:\n",
    userSuffix: "\n\n",
    assistantPrefix: "SECOND:\n",
    assistantSuffix: "\n\n",
  },
  chinese: { userPrefix: "或曰：“", userSuffix: "”", assistantPrefix: "曰：“", assistantSuffix: "”" },
} as const satisfies Readonly<Record<string, ChatTurnMarkers>>;

export type TurnForm = keyof typeof TURN_FORMS | "own";

/** What was chosen; until then, what suits the model. */
export const chosenForm = signal<TurnForm | undefined>(undefined);
const suitedForm = signal<keyof typeof TURN_FORMS>("novel");
export const form = computed<TurnForm>(() => chosenForm.value ?? suitedForm.value);

export const ownMarkers = signal<ChatTurnMarkers>(TURN_FORMS.lines);

export const markers = computed<ChatTurnMarkers>(() =>
  form.value === "own" ? ownMarkers.value : TURN_FORMS[form.value],
);

/** Finds the form that suits the model: of the characters in a form, it has to know all. */
export async function findSuitedForm(): Promise<void> {
  const desk = await writingDesk();
  for (const name of ["chinese", "novel"] as const) {
    if (await desk.canRead(Object.values(TURN_FORMS[name]).join(""))) {
      suitedForm.value = name;
      return;
    }
  }
  suitedForm.value = "lines";
}
