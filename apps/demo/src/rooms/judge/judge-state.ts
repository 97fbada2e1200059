import { signal } from "@preact/signals";
import type { Remote } from "comlink";
import { messageOf } from "../../message-of.ts";
import { openDesk } from "../../studio/desks.ts";
import type { JudgeDesk } from "../../worker/judge/judge-desk.ts";
import type { GroupSwap, Judgement, Swap, Task } from "../../worker/judge/judgement.ts";
import { EXAMPLES } from "./examples.ts";

/** As long as a reader who types pauses between words. */
const PAUSE_MILLISECONDS = 400;

/** An answer and the text that it is about: offsets hold in no other. */
interface About<Answer> {
  readonly text: string;
  readonly answer: Answer;
}

export const task = signal<Task>("sentiment");
export const texts = signal<Readonly<Record<Task, string>>>({
  sentiment: EXAMPLES.sentiment.praise,
  spam: EXAMPLES.spam.phishing,
});
export const judged = signal<About<Judgement> | undefined>(undefined);
export const deciding = signal<About<readonly Word[]> | undefined>(undefined);
export const groupSwaps = signal<About<readonly GroupSwap[]> | undefined>(undefined);
/** The reader's own, newest first. */
export const ownSwaps = signal<readonly OwnSwap[]>([]);
/** The model that is being loaded. */
export const loading = signal<Task | undefined>(undefined);
export const problem = signal<string | undefined>(undefined);
/** Corrections that the spam filter has taken in. */
export const corrections = signal(0);

export type Word = NonNullable<Awaited<ReturnType<JudgeDesk["explain"]>>>["words"][number];

export interface OwnSwap extends Swap {
  readonly from: string;
  readonly to: string;
}

const loaded = new Set<Task>();
let desk: Promise<Remote<JudgeDesk>> | undefined;
let pause: ReturnType<typeof setTimeout> | undefined;
let newest = 0;

/** Another question, about the text that was last asked it. */
export function chooseTask(next: Task): void {
  task.value = next;
  clearAnswers();
  void judge();
}

/** Another text, which is judged at once, or when whoever types it pauses. */
export function changeText(text: string, when: "now" | "after-pause"): void {
  texts.value = { ...texts.value, [task.value]: text };
  clearTimeout(pause);
  if (when === "now") void judge();
  else pause = setTimeout(() => void judge(), PAUSE_MILLISECONDS);
}

/** Judges the text that is there: first what it is, then which words decided, then the swaps. */
export async function judge(): Promise<void> {
  clearTimeout(pause);
  const own = ++newest;
  const isNewest = () => own === newest;
  const asked = task.value;
  const text = texts.value[asked];
  problem.value = undefined;
  const isEmpty = text.trim() === "";
  loading.value = isEmpty || loaded.has(asked) ? undefined : asked;
  if (isEmpty) return clearAnswers();
  try {
    const opened = await judgeDesk();
    const answer = await opened.judge(asked, text);
    loaded.add(asked);
    if (!isNewest()) return;
    loading.value = undefined;
    if (judged.value?.text !== text) ownSwaps.value = [];
    judged.value = { text, answer };
    const explanation = await opened.explain(asked, text);
    if (explanation === undefined || !isNewest()) return;
    deciding.value = { text, answer: explanation.words };
    const swaps = await opened.swaps(asked, text);
    if (swaps === undefined || !isNewest()) return;
    groupSwaps.value = { text, answer: swaps };
  } catch (error) {
    if (!isNewest()) return;
    loading.value = undefined;
    problem.value = messageOf(error);
  }
}

/** @returns whether the word stands in the text. */
export async function swapWord(from: string, to: string): Promise<boolean> {
  const asked = task.value;
  const text = texts.value[asked];
  const swap = await (await judgeDesk()).replace(asked, text, from, to);
  if (swap === undefined) return false;
  if (text === texts.value[task.value]) ownSwaps.value = [{ ...swap, from, to }, ...ownSwaps.value];
  return true;
}

/** Tells the spam filter what the judged message is, and asks it again. */
export async function correct(label: "spam" | "ham"): Promise<void> {
  if (judged.value === undefined) return;
  await (await judgeDesk()).learn(judged.value.text, label);
  corrections.value++;
  ownSwaps.value = [];
  await judge();
}

/** The spam filter as it was shipped. */
export async function forgetCorrections(): Promise<void> {
  await (await judgeDesk()).forget();
  corrections.value = 0;
  ownSwaps.value = [];
  await judge();
}

function judgeDesk(): Promise<Remote<JudgeDesk>> {
  desk ??= openDesk("judge").desk;
  return desk;
}

function clearAnswers(): void {
  judged.value = undefined;
  deciding.value = undefined;
  groupSwaps.value = undefined;
  ownSwaps.value = [];
}
