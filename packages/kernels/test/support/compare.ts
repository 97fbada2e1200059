import { relativeError } from "@engram/test-utils";
import { COMMAND } from "../../src/command.ts";
import type { Kernels } from "../../src/node/index.ts";
import type { OperationCase } from "./cases/index.ts";

type Results = Readonly<Record<string, Float32Array>>;

/** @returns what differs by a bit, or undefined. */
export function differentBits(actual: Results, expected: Results): string | undefined {
  for (const [name, values] of Object.entries(expected)) {
    const [a, b] = [actual[name], values].map((each) => new Uint32Array(each.slice().buffer));
    const at = b.findIndex((bits, index) => bits !== a[index]);
    if (at >= 0 || a.length !== b.length) return `${name}[${at}]: ${actual[name][at]} for ${values[at]}`;
  }
  return undefined;
}

/** @returns which output is further from the reference's than the case allows, or undefined. */
export function tooFar(actual: Results, expected: Results, { tolerance, ofOneBuild = [] }: OperationCase) {
  for (const [name, values] of Object.entries(expected)) {
    if (ofOneBuild.includes(name)) continue;
    const error = relativeError(actual[name], values);
    if (!(error <= tolerance)) return `${name}: a relative error of ${error}, expected at most ${tolerance}`;
  }
  return undefined;
}

/** Runs a case and counts: the most parts that a phase of one of its commands had is what there was to share. */
export function runCounting(kernels: Kernels, each: OperationCase): { results: Results; parts: number } {
  const { pool } = kernels as unknown as { pool: { run(command: number, words: Uint32Array): void } };
  const { run } = pool;
  let parts = 0;
  pool.run = (command, words) => {
    parts = Math.max(parts, ...words.subarray(COMMAND.parts, COMMAND.parts + words[COMMAND.phases]));
    run.call(pool, command, words);
  };
  try {
    return { results: each.run(kernels), parts };
  } finally {
    pool.run = run;
  }
}
