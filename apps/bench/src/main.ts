import { writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { CommanderError } from "commander";
import { benchCommand, type CommandLine } from "./bench-options.ts";
import type { Provider } from "./implementations/implementation.ts";
import { findProviders } from "./implementations/providers.ts";
import { runnableBuilds } from "./implementations/runnable-builds.ts";
import { selectJobs } from "./jobs/jobs.ts";
import { measurePeaks } from "./peak/measure-peaks.ts";
import { describeMachine, versionsOf } from "./report/describe-machine.ts";
import { formatTable } from "./report/format-table.ts";
import { jsonReport } from "./report/json-report.ts";
import { rowsOf } from "./report/result.ts";
import { runBench } from "./run-bench.ts";

/** Exit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted. */
const FAILED = 1;
const WRONG_USAGE = 2;
const INTERRUPTED = 130;

const PATIENCE_SECONDS = 120;
const ROUND_SECONDS = 0.3;
const QUICK_ROUND_SECONDS = 0.001;

/** What tests put in the place of this machine's. */
export interface Surroundings {
  readonly providers?: readonly Provider[];
  readonly childScript?: string;
  readonly signal?: AbortSignal;
}

/**
 * Runs `pnpm bench` with these arguments: the table on stdout, what happens on stderr.
 *
 * Ctrl-C ends the processes, and what was measured until then is printed.
 *
 * @returns the exit code; an error is printed as one line on stderr (with its stack where DEBUG is set).
 */
export async function main(args: readonly string[], surroundings: Surroundings = {}): Promise<number> {
  const command = benchCommand().exitOverride().showHelpAfterError("(--help lists the options)");
  try {
    // `pnpm bench -- --jobs …` hands over the dashes as well.
    command.parse(args[0] === "--" ? args.slice(1) : args, { from: "user" });
    return await bench(command.opts<CommandLine>(), surroundings);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : WRONG_USAGE;
    console.error(`bench: ${error instanceof Error ? error.message.split("\n")[0] : error}`);
    if (process.env.DEBUG && error instanceof Error) console.error(error.stack);
    return FAILED;
  }
}

async function bench(options: CommandLine, surroundings: Surroundings): Promise<number> {
  const { json, quick, peers } = options;
  const cores = availableParallelism();
  const report = (line: string) => console.error(line);
  const jobs = selectJobs(options.jobs, { cores, quick });
  const interruption = new AbortController();
  const interrupt = () => interruption.abort(new Error("interrupted"));
  for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, interrupt);
  surroundings.signal?.addEventListener("abort", interrupt);
  try {
    const { signal } = interruption;
    const { childScript } = surroundings;
    const python = options.python ?? process.env.ENGRAM_PYTHON;
    const { builds, missing } = await runnableBuilds(options.builds);
    for (const { build, reason } of missing) report(`no ${build} here: ${reason}`);
    const onBackends = options.builds.length === 0;
    const found = { peers, builds, onBackends, python, childScript, cores, report };
    const providers = surroundings.providers ?? (await findProviders(found));
    const threads = [...new Set([1, cores, ...jobs.flatMap((job) => job.threads ?? [])])];
    const measure = async () => (quick ? [] : await measurePeaks(builds, threads, report));
    const before = await measure();
    const done = await runBench({
      ...{ jobs, providers, signal, report },
      rounds: quick ? 1 : options.rounds,
      patienceSeconds: PATIENCE_SECONDS,
      roundSeconds: quick ? QUICK_ROUND_SECONDS : ROUND_SECONDS,
    });
    const peaks = signal.aborted ? before : [...before, ...(await measure())];
    const rows = done.flatMap(({ job, outcomes }) => rowsOf(job, outcomes, peaks));
    if (json !== undefined) {
      const machine = describeMachine(peaks, versionsOf(done), new Date());
      writeFileSync(json, `${JSON.stringify(jsonReport(machine, rows), undefined, 2)}\n`);
    }
    console.log(formatTable(rows));
    return signal.aborted ? INTERRUPTED : 0;
  } finally {
    for (const name of ["SIGINT", "SIGTERM"] as const) process.off(name, interrupt);
    surroundings.signal?.removeEventListener("abort", interrupt);
  }
}
