import { type Command, Option } from "commander";
import type { PredictorSource } from "./open-predictor.ts";

/** The flag of commands that take a classifier's folder, or the shipped model of a task instead. */
export interface SourceFlags {
  readonly task?: "sentiment" | "spam";
}

export function addTaskFlag(command: Command): Command {
  return command.addOption(
    new Option("--task <task>", "use the shipped model instead of a folder").choices(["sentiment", "spam"]),
  );
}

/** @throws Error unless there is a folder or a task, and not both. */
export function sourceOf(directory: string | undefined, { task }: SourceFlags): PredictorSource {
  if (directory !== undefined && task === undefined) return { directory };
  if (directory === undefined && task !== undefined) return { task };
  throw new Error("expected either the folder of a classifier or --task; --help has examples");
}
