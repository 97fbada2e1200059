import type { RunState } from "./run-state.ts";

/** What a checkpoint says beside its arrays. */
export interface CheckpointMetadata {
  readonly state: RunState;
  /** Of the batch stream. */
  readonly position: unknown;
  readonly seed: number;
  readonly accumulate: number;
  readonly optimizer: string;
}

const FORMAT = "engram-checkpoint";
const VERSION = "1";

export function encodeMetadata(metadata: CheckpointMetadata): Record<string, string> {
  return { format: FORMAT, version: VERSION, run: JSON.stringify(metadata) };
}

/** @throws Error saying what is wrong when it is not metadata that `encodeMetadata` made. */
export function decodeMetadata(metadata: Readonly<Record<string, string>>): CheckpointMetadata {
  if (metadata.format !== FORMAT) {
    throw new Error(`decodeMetadata: expected the format ${FORMAT}, got ${metadata.format}`);
  }
  if (metadata.version !== VERSION) {
    throw new Error(`decodeMetadata: expected version ${VERSION}, got ${metadata.version}`);
  }
  const run = requireObject("run", parse(metadata.run));
  const state = requireObject("run.state", run.state);
  const count = (name: keyof RunState) => requireCount(`run.state.${name}`, state[name]);
  return {
    state: {
      step: count("step"),
      batches: count("batches"),
      epoch: count("epoch"),
      intoEpoch: count("intoEpoch"),
      targets: count("targets"),
      epochNats: requireFinite("run.state.epochNats", state.epochNats),
      epochTargets: count("epochTargets"),
      elapsedSeconds: requireFinite("run.state.elapsedSeconds", state.elapsedSeconds),
      evaluations: requireArray("run.state.evaluations", state.evaluations).map((item, index) => {
        const point = requireObject(`run.state.evaluations[${index}]`, item);
        return {
          step: requireCount(`run.state.evaluations[${index}].step`, point.step),
          loss: requireFinite(`run.state.evaluations[${index}].loss`, point.loss),
        };
      }),
    },
    position: run.position,
    seed: requireCount("run.seed", run.seed),
    accumulate: requireCount("run.accumulate", run.accumulate),
    optimizer: String(run.optimizer),
  };
}

function parse(json: string | undefined): unknown {
  try {
    return JSON.parse(json ?? "");
  } catch {
    throw wrong("run", "JSON", json?.slice(0, 40));
  }
}

function requireObject(what: string, value: unknown): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw wrong(what, "an object", value);
  return value as Record<string, unknown>;
}

function requireArray(what: string, value: unknown): unknown[] {
  if (!Array.isArray(value)) throw wrong(what, "an array", value);
  return value;
}

function requireFinite(what: string, value: unknown): number {
  if (typeof value !== "number" || !Number.isFinite(value)) throw wrong(what, "a finite number", value);
  return value;
}

function requireCount(what: string, value: unknown): number {
  if (!Number.isSafeInteger(value) || (value as number) < 0)
    throw wrong(what, "an integer of 0 or more", value);
  return value as number;
}

function wrong(what: string, expected: string, got: unknown): Error {
  return new Error(`decodeMetadata: expected ${what} to be ${expected}, got ${JSON.stringify(got)}`);
}
