import type { Prediction } from "@engram/classification";

/** A line for people, or a JSON object for programs. */
export function showPrediction({ label, probability, probabilities }: Prediction, json: boolean): string {
  if (json) return JSON.stringify({ label, probability, probabilities });
  return `${label}\t${probability.toFixed(4)}`;
}
