import type { Job } from "../jobs/job.ts";
import type { ChildSettings } from "../runner/protocol.ts";

/** Where an implementation comes from; `--peers` names all but "engram". */
export const PEERS = ["tfjs-layers", "tfjs-node", "onnxruntime", "pytorch", "keras", "jax"] as const;

export type Family = "engram" | (typeof PEERS)[number];

/** One row of a job: a program that runs it in one way. */
export interface Implementation {
  /** As it stands in the table: "pytorch, 2 threads". */
  readonly name: string;
  readonly family: Family;
  /** The vector unit that its limit is reckoned by: a build of the kernels; undefined for the machine's best. */
  readonly unit?: string;
  readonly threads: number;
  readonly command: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly settings: ChildSettings;
}

/** An implementation, or why there is none; undefined where it has no place in the job's table. */
export type Offer = Implementation | Absent;

/** A row that says why it has no numbers. */
export interface Absent {
  readonly name: string;
  readonly reason: string;
}

/** Something that can run jobs: our builds, or a peer. */
export interface Provider {
  readonly family: Family;
  /** The rows of a job. */
  offers(job: Job): readonly Offer[];
}
