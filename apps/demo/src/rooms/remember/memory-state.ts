import { batch, computed, signal } from "@preact/signals";
import { proxy, type Remote, transfer } from "comlink";
import { messageOf } from "../../message-of.ts";
import { studio } from "../../studio/studio.ts";
import type { ContinueOptions } from "../../worker/memory/continue-text.ts";
import type { Inspection } from "../../worker/memory/inspection.ts";
import type { MemoryDesk, MemoryFacts } from "../../worker/memory/memory-desk.ts";
import type { ModelFacts } from "../../worker/studio/model-shelf.ts";
import { BUILT_IN_TEXTS } from "../write/built-in-texts.ts";
import { DEFAULT_TEXT } from "./default-text.ts";
import { randomPassage } from "./passages.ts";
import type { View } from "./quantity.ts";

/** Tokens that "Let it write" adds to the text. */
const WRITTEN_TOKENS = 200;
/** While it writes, the colours follow so often. */
const FOLLOW_MILLISECONDS = 400;

export const text = signal(DEFAULT_TEXT);
/** What happened when the model read the text; the last one stays until the next is there. */
export const inspection = signal<Inspection | undefined>(undefined);
export const memory = signal<MemoryFacts | undefined>(undefined);
export const view = signal<View>({ quantity: "cell", layer: 0, cell: 0 });
/** The token under the pointer, and the one that was chosen. */
export const hovered = signal<number | undefined>(undefined);
export const pinned = signal(0);
export const position = computed(() => hovered.value ?? pinned.value);
export const isReading = signal(false);
export const isWriting = signal(false);
export const problem = signal<string | undefined>(undefined);

let opened: Promise<Remote<MemoryDesk>> | undefined;

/** The worker's desk; it is opened when it is first needed. */
export function memoryDesk(): Promise<Remote<MemoryDesk>> {
  opened ??= studio.then((remote) => remote.memoryDesk() as unknown as Promise<Remote<MemoryDesk>>);
  return opened;
}

/** Does something that may fail, and tells of it. */
export async function attempt(action: () => Promise<void>): Promise<void> {
  problem.value = undefined;
  try {
    await action();
  } catch (error) {
    problem.value = messageOf(error);
  }
}

let isStale = false;

/** Reads the text from the memory as it is; when it is asked again meanwhile, once more afterwards. */
export async function inspect(): Promise<void> {
  isStale = true;
  if (isReading.value) return;
  isReading.value = true;
  try {
    while (isStale) {
      isStale = false;
      if (text.value === "") continue;
      const desk = await memoryDesk();
      show(await desk.inspect(text.value));
    }
  } finally {
    isReading.value = false;
  }
}

function show(next: Inspection): void {
  const before = inspection.value;
  const isSameShape =
    before?.modelName === next.modelName &&
    before.layers.map(({ hiddenSize }) => hiddenSize).join() ===
      next.layers.map(({ hiddenSize }) => hiddenSize).join();
  batch(() => {
    if (!isSameShape) view.value = { ...view.value, ...next.lively[0] };
    hovered.value = undefined;
    pinned.value = Math.min(before ? pinned.value : Math.floor(next.tokens / 2), next.tokens - 1);
    inspection.value = next;
  });
}

let seenModel: number | undefined;

/** Looks at another model; the reader's own text stays. */
export async function meetModel({ id, name }: ModelFacts): Promise<void> {
  if (id !== seenModel && !isOwnText) {
    const source = BUILT_IN_TEXTS.find((known) => name.includes(known));
    text.value = source === undefined || source === "moby-dick" ? DEFAULT_TEXT : await randomPassage(source);
  }
  seenModel = id;
  memory.value = await (await memoryDesk()).facts();
  await inspect();
}

let isOwnText = false;
let waiting: ReturnType<typeof setTimeout> | undefined;

/** Takes a text; it is read when it has not changed for a while. */
export function changeText(next: string, milliseconds = 0): void {
  isOwnText = true;
  text.value = next;
  clearTimeout(waiting);
  waiting = setTimeout(() => void attempt(inspect), milliseconds);
}

/** Does something with the memory and shows what became of it and of the text. */
export async function changeMemory(
  action: (desk: Remote<MemoryDesk>) => Promise<MemoryFacts>,
): Promise<void> {
  memory.value = await action(await memoryDesk());
  await inspect();
}

export function restoreMemory(bytes: Uint8Array): Promise<void> {
  const copy = bytes.slice();
  return changeMemory((desk) => desk.restoreMemory(transfer(copy, [copy.buffer])));
}

/** Lets the model write on from the text; the colours follow. */
export async function letItWrite(): Promise<void> {
  isWriting.value = true;
  let last = performance.now();
  try {
    const seed = Math.floor(Math.random() * 2 ** 32);
    const sampling = { maxTokens: WRITTEN_TOKENS, temperature: 0.7, topP: 1, seed, remember: false };
    const prompt = text.value;
    const written = await write({ ...sampling, prompt, from: "memory" }, (piece) => {
      isOwnText = true;
      text.value += piece;
      if (performance.now() - last < FOLLOW_MILLISECONDS) return;
      last = performance.now();
      void attempt(inspect);
    });
    text.value = prompt + written;
    await inspect();
  } finally {
    isWriting.value = false;
  }
}

/** @returns the text, or what there was of it when it was stopped. */
export async function write(
  options: ContinueOptions & { readonly remember: boolean },
  onPiece: (piece: string) => void,
): Promise<string> {
  return (await memoryDesk()).write(options, proxy(onPiece));
}

export async function stopWriting(): Promise<void> {
  await (await memoryDesk()).stop();
}
