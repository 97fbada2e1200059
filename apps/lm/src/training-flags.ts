import { readFile } from "node:fs/promises";
import { type Command, InvalidArgumentError, Option } from "commander";
import { optionTable } from "./option-table.ts";
import { parseOptions } from "./parse-options.ts";
import type { TrainingOptions } from "./training-options.ts";

/** Adds a flag for every row of the option table. */
export function addTrainingFlags(command: Command): Command {
  for (const { flags, help, parse, group } of Object.values(optionTable)) {
    const option = new Option(flags, help).helpGroup(`${group}:`);
    if (option.required) {
      option.argParser((value: string) => {
        try {
          return parse(value);
        } catch (error) {
          throw new InvalidArgumentError((error as Error).message);
        }
      });
    }
    command.addOption(option);
  }
  return command;
}

/** The training options among a command's flags; only those that were given. */
export function givenOptions(flags: Readonly<Record<string, unknown>>): Partial<TrainingOptions> {
  const names = Object.keys(optionTable).filter((name) => flags[name] !== undefined);
  return parseOptions(Object.fromEntries(names.map((name) => [name, flags[name]])), "the command line");
}

/**
 * The options of a JSON configuration file.
 *
 * @throws Error that names the file and the option that is wrong.
 */
export async function readConfiguration(path: string): Promise<Partial<TrainingOptions>> {
  let given: unknown;
  try {
    given = JSON.parse(await readFile(path, "utf8"));
  } catch (cause) {
    throw new Error(`${path}: ${(cause as Error).message}`, { cause });
  }
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw new Error(`${path}: expected a JSON object of options`);
  }
  return parseOptions(given as Record<string, unknown>, path);
}
