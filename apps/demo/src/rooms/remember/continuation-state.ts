import { signal } from "@preact/signals";
import { changeMemory, write } from "./memory-state.ts";

/** What is written side by side. */
export const COLUMNS = ["memory", "empty", "cache"] as const;
export type Column = (typeof COLUMNS)[number];

export interface ContinuationOptions {
  readonly prompt: string;
  readonly maxTokens: number;
  readonly temperature: number;
  readonly topP: number;
  readonly seed: number;
  readonly useCache: boolean;
  readonly size: number;
  readonly weight: number;
  readonly theta: number;
  readonly remember: boolean;
}

export const continuationOptions = signal<ContinuationOptions>({
  prompt: "",
  maxTokens: 200,
  temperature: 0.6,
  topP: 0.95,
  seed: 1,
  useCache: false,
  size: 1000,
  weight: 0.2,
  theta: 0.3,
  remember: false,
});

/** What was written so far; a column that is not there was not asked for. */
export const written = signal<Partial<Record<Column, string>>>({});
export const isContinuing = signal(false);

/** Writes all columns at the same time, with the same dice. */
export async function continueSideBySide(): Promise<void> {
  const { prompt, maxTokens, temperature, topP, seed, useCache, size, weight, theta, remember } =
    continuationOptions.value;
  const columns = COLUMNS.filter((column) => useCache || column !== "cache");
  written.value = Object.fromEntries(columns.map((column) => [column, ""]));
  isContinuing.value = true;
  try {
    await Promise.all(
      columns.map(async (column) => {
        const set = (text: string) => {
          written.value = { ...written.value, [column]: text };
        };
        const text = await write(
          {
            ...{ prompt, maxTokens, temperature, topP, seed },
            from: column === "empty" ? "empty" : "memory",
            ...(column === "cache" && { cache: { size, weight, theta } }),
            remember: remember && column === (useCache ? "cache" : "memory"),
          },
          (piece) => set((written.value[column] ?? "") + piece),
        );
        set(text);
      }),
    );
    if (remember) await changeMemory((desk) => desk.facts());
  } finally {
    isContinuing.value = false;
  }
}
