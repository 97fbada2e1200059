import type { ChatSessionOptions, CompleteOptions, GenerateOptions } from "@engram/generation";

/** Tensors and signals cannot be sent to a worker; what a result holds is the desk's to say. */
type NotSent = "state" | "signal" | "returnState" | "score" | "weights";

/** How a long text is written. */
export type WriteOptions = Omit<GenerateOptions, NotSent>;

/** How many continuations there shall be, where they end, and how they are chosen. */
export type OfferOptions = Omit<CompleteOptions, NotSent>;

/** How replies are chosen, and the text around the turns. */
export type ConversationOptions = Omit<ChatSessionOptions, NotSent>;

/** The neural cache where one is wanted: what `engram-lm --cache 500` takes. */
export const NEURAL_CACHE = { size: 500, weight: 0.1, theta: 0.3 } as const;
