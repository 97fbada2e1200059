import type { FeedbackStore } from "./feedback-store.ts";

/** Keeps corrections as long as the program runs. */
export function memoryFeedback(): FeedbackStore {
  let kept: unknown;
  return {
    load: async () => kept,
    async update(change) {
      kept = change(kept);
    },
    async clear() {
      kept = undefined;
    },
  };
}
