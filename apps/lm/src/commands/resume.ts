import type { Command } from "commander";
import { optionTable } from "../option-table.ts";
import { loadRun, saveRun } from "../run-folder.ts";
import { startBackend } from "../start-backend.ts";
import { trainRun } from "../train-run.ts";
import { givenOptions } from "../training-flags.ts";

const LIMITS = ["epochs", "steps", "minutes", "patience"] as const;

/** `engram-lm resume`: goes on with a run exactly where it stopped. */
export function addResumeCommand(program: Command): void {
  const command = program
    .command("resume")
    .description("go on with a run exactly where it stopped, or longer than was planned")
    .argument("<directory>", "folder of the run");
  for (const name of LIMITS)
    command.option(optionTable[name].flags, `${optionTable[name].help}, counted from the start`);
  command
    .addHelpText(
      "after",
      `
Examples:
  $ engram-lm resume runs/novel
  $ engram-lm resume runs/novel --epochs 20`,
    )
    .action(async (directory: string, flags: Record<string, unknown>) => {
      const run = await loadRun(directory);
      const given = givenOptions(flags);
      if (Object.keys(given).length > 0) {
        await saveRun(directory, { ...run, options: { ...run.options, ...given } });
      }
      const started = await startBackend(program.opts().backend);
      await trainRun(directory, { resume: true, started });
    });
}
