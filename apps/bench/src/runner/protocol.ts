import type { Job } from "../jobs/job.ts";

/**
 * What the bench and its children say to each other: one JSON object a line, one answer to each request, on the
 * child's standard input and output. A child ends when its input does.
 */
export interface Protocol {
  /** Gets a job ready: everything that is done once. */
  readonly start: { readonly request: StartRequest; readonly answer: { readonly version: string } };
  /** What the implementation computes from the given weights: losses of three steps, nats, sums. */
  readonly check: { readonly request: object; readonly answer: { readonly values: readonly number[] } };
  /** Takes so many steps. */
  readonly run: {
    readonly request: { readonly steps: number };
    readonly answer: { readonly milliseconds: number };
  };
  /** Ends. */
  readonly finish: { readonly request: object; readonly answer: { readonly peakBytes: number | null } };
}

export interface StartRequest {
  readonly job: Job;
  /** A safetensors file of `jobData`. */
  readonly data: string;
  /** How the implementation is to run it. */
  readonly settings: ChildSettings;
}

/** Plain JSON; `engine` names the code in the child, the rest is for that. */
export interface ChildSettings {
  readonly engine: string;
  readonly threads?: number;
  readonly build?: string;
  readonly backend?: string;
  readonly package?: string;
}

/** What a child writes when it cannot go on. */
export interface Failure {
  readonly error: string;
}
