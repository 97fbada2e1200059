import { bytesOfFile, pretrainedClassifier } from "@engram/classification/inference";
import { createKernels } from "#create-kernels";
import { defaultFeedback } from "./default-feedback.ts";
import type { FeedbackStore } from "./feedback-store.ts";
import { readReplay } from "./replay.ts";
import { SpamFilter } from "./spam-filter.ts";

const REPLAY_FILE = "replay.json";
const source = { files: async () => (await import("#pretrained")).default, createKernels };

export interface LoadSpamFilterOptions {
  /** Default: the number of cores. */
  readonly threads?: number;
  /** Where corrections are kept. Default: in Node `fileFeedback()`, elsewhere `memoryFeedback()`. */
  readonly store?: FeedbackStore;
}

/** The shipped model as a filter of its own, for many messages at once; the caller disposes it. */
export async function loadSpamFilter({ store, ...options }: LoadSpamFilterOptions = {}): Promise<SpamFilter> {
  const kept = store ?? (await defaultFeedback());
  const replay = readReplay(bytesOfFile((await source.files())[REPLAY_FILE]));
  const { encoder } = replay;
  return new SpamFilter(await pretrainedClassifier(source, options), { store: kept, encoder, replay });
}
