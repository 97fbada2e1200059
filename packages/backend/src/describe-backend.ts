import * as tf from "@tensorflow/tfjs-core";
import type { BackendChoice } from "./backend-choice.ts";
import { engramBackend } from "./engram/register-engram-backend.ts";
import { kernelsInWords } from "./kernels-in-words.ts";

/**
 * One line that says what runs, and why nothing better does.
 *
 * @param choice of `chooseBackend`; without it, the line is about whatever runs now, and gives no reasons.
 */
export function describeBackend(choice: BackendChoice = { ...current(), skipped: [] }): string {
  const reasons = choice.skipped.map(({ runs, reason }) => `; not ${runs}: ${reason}`);
  return `Backend: ${choice.runs}${reasons.join("")}`;
}

function current(): { backend: string; runs: string } {
  const backend = tf.getBackend();
  const engram = engramBackend();
  return { backend, runs: engram === undefined ? backend : `engram (${kernelsInWords(engram.kernels)})` };
}
