import { Command, InvalidArgumentError } from "commander";
import { type Family, PEERS } from "./implementations/implementation.ts";

export interface CommandLine {
  /** Beginnings of names; all jobs without any. */
  readonly jobs: readonly string[];
  readonly peers: readonly Family[];
  /** Beginnings of names; all builds without any. */
  readonly builds: readonly string[];
  readonly rounds: number;
  readonly json?: string;
  readonly python?: string;
  readonly quick: boolean;
}

/** The command, without what it does. */
export function benchCommand(): Command {
  return new Command("bench")
    .description("Measures our builds and the peers in one run and prints one table.")
    .option("--jobs <names>", "jobs whose names begin so, separated by commas; default: all", list, [])
    .option(
      "--peers <names>",
      `peers beside our builds, separated by commas: ${PEERS.join(", ")}, or none; default: all`,
      peers,
      [...PEERS],
    )
    .option(
      "--builds <names>",
      "our builds whose names begin so, separated by commas; default: all",
      list,
      [],
    )
    .option("--rounds <n>", "rounds of each implementation, in turn", wholeNumber, 5)
    .option("--json <file>", "write the results to a file, too")
    .option(
      "--python <paths>",
      "interpreters with PyTorch, Keras or JAX, as in PATH; default: ENGRAM_PYTHON, else .venv",
    )
    .option("--quick", "tiny sizes and one short round: shows that everything runs, measures nothing", false)
    .addHelpText(
      "after",
      `
Jobs: textbook-h128 … h1024, characters, words, classifier, token-…, gemm-…, scaling-threads, -t, -b, -h, -v

Examples:
  $ pnpm bench
  $ pnpm bench --jobs textbook-h128,token --peers pytorch,jax --rounds 3
  $ pnpm bench --jobs gemm --peers none --builds native,wasm-relaxed
  $ ENGRAM_PYTHON=/opt/torch/bin/python pnpm bench --json bench.json`,
    );
}

function list(value: string): string[] {
  return value.split(",").flatMap((name) => name.trim() || []);
}

function peers(value: string): Family[] {
  if (value === "none") return [];
  const known: readonly string[] = PEERS;
  for (const name of list(value)) {
    if (!known.includes(name)) {
      throw new InvalidArgumentError(`Expected peers of ${PEERS.join(", ")}, or none.`);
    }
  }
  return list(value) as Family[];
}

function wholeNumber(value: string): number {
  const parsed = value.trim() === "" ? Number.NaN : Number(value);
  if (!Number.isSafeInteger(parsed) || parsed < 1) {
    throw new InvalidArgumentError("Expected a whole number of 1 or more.");
  }
  return parsed;
}
