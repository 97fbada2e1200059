import type { NamedTensorMap, Variable } from "@tensorflow/tfjs-core";
import type { Checkpoint, NamedArray } from "./checkpoint.ts";
import { type CheckpointMetadata, decodeMetadata, encodeMetadata } from "./checkpoint-metadata.ts";
import { NonFiniteError } from "./non-finite-error.ts";
import {
  arraysUnder,
  assignArrays,
  readTensors,
  requireFit,
  requireWhole,
  toTensor,
} from "./tensor-arrays.ts";

/** The variables that a checkpoint holds and that a resumed run writes to. */
export interface CheckpointVariables {
  readonly parameters: Readonly<Record<string, Variable>>;
  readonly slots: Readonly<Record<string, Variable>>;
}

/**
 * Reads everything a run needs to go on.
 *
 * @throws NonFiniteError when a number is not finite, so that a good checkpoint is never replaced by a bad one.
 */
export async function captureCheckpoint(
  { parameters, slots }: CheckpointVariables,
  carry: NamedTensorMap,
  metadata: CheckpointMetadata,
): Promise<Checkpoint> {
  const arrays: Record<string, NamedArray> = {};
  await readTensors("model", parameters, arrays);
  await readTensors("optimizer", slots, arrays);
  await readTensors("carry", carry, arrays);
  for (const [name, { data }] of Object.entries(arrays)) {
    const bad = data.find((value) => !Number.isFinite(value));
    if (bad === undefined) continue;
    const { step } = metadata.state;
    throw new NonFiniteError(
      `Trainer: expected finite numbers in ${name} after step ${step}, got ${bad}; the saved checkpoints stay`,
      step,
    );
  }
  return { arrays, metadata: encodeMetadata(metadata) };
}

/** A checkpoint that was found to fit a run. */
export interface FittingCheckpoint extends CheckpointMetadata {
  readonly carry: Readonly<Record<string, NamedArray>>;
  /** Writes the arrays into the variables. */
  apply(): void;
}

/**
 * Checks a checkpoint against the variables it is to be written into.
 *
 * @param expected what the checkpoint must have been made with for the run to go on as it would have.
 * @throws Error when anything does not fit.
 */
export function fitCheckpoint(
  { arrays, metadata }: Checkpoint,
  { parameters, slots }: CheckpointVariables,
  expected: Pick<CheckpointMetadata, "seed" | "accumulate" | "optimizer">,
): FittingCheckpoint {
  const decoded = decodeMetadata(metadata);
  for (const name of ["optimizer", "seed", "accumulate"] as const) {
    if (decoded[name] !== expected[name]) {
      throw new Error(
        `Trainer.resume: expected ${name} ${decoded[name]} as in the checkpoint, got ${expected[name]}`,
      );
    }
  }
  requireWhole(arrays);
  const model = arraysUnder("model", arrays);
  const optimizer = arraysUnder("optimizer", arrays);
  requireFit("model", model, parameters);
  requireFit("optimizer", optimizer, slots);
  return {
    ...decoded,
    carry: arraysUnder("carry", arrays),
    apply() {
      assignArrays(model, parameters);
      assignArrays(optimizer, slots);
    },
  };
}

/** Tensors of the carried arrays; `undefined` when there are none. The caller owns them. */
export function carriedTensors(carry: Readonly<Record<string, NamedArray>>): NamedTensorMap | undefined {
  const entries = Object.entries(carry).map(([name, array]) => [name, toTensor(array)] as const);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
