/** Numbers with their shape, row-major. */
export interface NamedArray {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

/** Everything a run needs to go on: arrays `model.*`, `optimizer.*`, `carry.*`, and the rest as JSON in `metadata`. */
export interface Checkpoint {
  readonly arrays: Readonly<Record<string, NamedArray>>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Checkpoint to bytes and back; `encodeSafetensors` and `decodeSafetensors` of `@engram/lstm-core` are one. */
export interface CheckpointCodec {
  encode(arrays: Record<string, NamedArray>, metadata: Record<string, string>): Uint8Array;
  decode(bytes: Uint8Array): { arrays: Record<string, NamedArray>; metadata: Record<string, string> };
}

/** `last` is where the run stands; `best` is where its validation loss was lowest. */
export type CheckpointKind = "last" | "best";

/** Keeps the two checkpoints of a run. A `save` that fails leaves the one that was there. */
export interface CheckpointStore {
  save(kind: CheckpointKind, checkpoint: Checkpoint): Promise<void>;
  /** @returns `undefined` when there is none. */
  load(kind: CheckpointKind): Promise<Checkpoint | undefined>;
}
