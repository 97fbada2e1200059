import { once } from "@engram/classification/inference";
import type { MessageOptions, SpamMessage } from "./filter-text.ts";
import { loadSpamFilter } from "./load-spam-filter.ts";
import type { SpamLabel, SpamPrediction } from "./spam-filter.ts";

/** One thread: starting another takes longer than a message does. */
const loadOnce = once(() => loadSpamFilter({ threads: 1 }));

/**
 * Whether a mail or a message is spam, and how sure that is: by the model that the package ships, which is loaded with
 * the first call and stays, and by all corrections.
 *
 * @throws TypeError for what is no message; Error that names the file when the corrections there cannot be used.
 */
async function ask(message: SpamMessage, options?: MessageOptions): Promise<SpamPrediction> {
  const [prediction] = await (await loadOnce()).predict([message], options);
  return prediction;
}

/**
 * Takes a correction in, or a confirmation; resolves when it is safe on the disk.
 *
 * @throws as `SpamFilter.learn` does.
 */
async function learn(message: SpamMessage, label: SpamLabel, options?: MessageOptions): Promise<void> {
  await (await loadOnce()).learn(message, label, options);
}

/** Drops all corrections and the file that holds them. */
async function forget(): Promise<void> {
  await (await loadOnce()).forget();
}

/** `spam(message)` says what a message is; `spam.learn(message, label)` corrects it, and `spam.forget()` takes that back. */
export const spam = Object.assign(ask, { learn, forget });
