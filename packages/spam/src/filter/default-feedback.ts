import type { FeedbackStore } from "./feedback-store.ts";
import { memoryFeedback } from "./memory-feedback.ts";

/** A file in Node, where `#feedback-store` is `@engram/spam/node`; the memory elsewhere. */
export async function defaultFeedback(): Promise<FeedbackStore> {
  const here: object = await import("#feedback-store");
  const { fileFeedback } = here as { readonly fileFeedback?: () => FeedbackStore };
  return fileFeedback === undefined ? memoryFeedback() : fileFeedback();
}
