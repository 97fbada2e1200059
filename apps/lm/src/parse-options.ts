import { optionTable } from "./option-table.ts";
import type { TrainingOptions } from "./training-options.ts";

/**
 * Checks options that came from a flag, a configuration file or `run.json`.
 *
 * @param given option names to values (strings from flags are converted).
 * @param from named in the error: "the command line", or a file.
 * @throws Error that names the option and what it accepts.
 */
export function parseOptions(
  given: Readonly<Record<string, unknown>>,
  from: string,
): Partial<TrainingOptions> {
  const parsed: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    if (!Object.hasOwn(optionTable, name)) {
      throw new Error(
        `${from}: there is no option ${JSON.stringify(name)}; known are ${Object.keys(optionTable).join(", ")}`,
      );
    }
    try {
      parsed[name] = optionTable[name as keyof TrainingOptions].parse(value);
    } catch (error) {
      throw new Error(`${from}: ${name}: ${(error as Error).message}`);
    }
  }
  return parsed as Partial<TrainingOptions>;
}
