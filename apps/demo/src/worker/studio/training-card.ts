import { modelCard } from "@engram/lstm-core";
import type { TrainingSession } from "./training-session.ts";

/** The model card of what a training has made so far. */
export function trainingCard(session: TrainingSession): string {
  const { run, model } = session;
  const { step, bestStep, validation, losses } = session.snapshot();
  const [heldOut, training] = [Math.min(...validation.values), losses.values.at(-1)];
  return modelCard({
    title: run.name,
    model,
    data: [{ name: run.name, sha256: run.sha256, bytes: run.bytes }],
    command: `trained in the page of @engram/demo with ${JSON.stringify(run.options)}`,
    seed: run.options.seed,
    numbers: {
      steps: bestStep ?? step,
      ...(training !== undefined && { "training loss, nats per token": training }),
      ...(Number.isFinite(heldOut) && { "lowest validation loss, nats per token": heldOut }),
    },
  });
}
