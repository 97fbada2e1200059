import type { NamedArray } from "@engram/lstm-core";
import type { Job } from "../jobs/job.ts";
import type { ChildSettings } from "../runner/protocol.ts";

/** A job that is ready to run in this process. */
export interface Workload {
  /** What runs, with its version. */
  readonly version: string;
  /** Numbers that are the same for every implementation: losses of the first steps, nats, sums. */
  check(): Promise<number[]>;
  /** Takes so many steps. */
  run(steps: number): Promise<void>;
  close(): void;
}

/** What a workload is made of; `data` is that of `jobData`. */
export interface WorkloadContext<SomeJob extends Job = Job> {
  readonly job: SomeJob;
  readonly data: Readonly<Record<string, NamedArray>>;
  readonly settings: ChildSettings;
}
