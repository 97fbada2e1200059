import { Command, CommanderError } from "commander";
import manifest from "../package.json" with { type: "json" };
import { addBiasCommand } from "./commands/bias.ts";
import { addChatCommand } from "./commands/chat.ts";
import { addCompleteCommand } from "./commands/complete.ts";
import { addDemoCommand } from "./commands/demo.ts";
import { addEvalCommand } from "./commands/eval.ts";
import { addExportCommand } from "./commands/export.ts";
import { addGenerateCommand } from "./commands/generate.ts";
import { addInfoCommand } from "./commands/info.ts";
import { addReportCommand } from "./commands/report.ts";
import { addResumeCommand } from "./commands/resume.ts";
import { addTrainCommand } from "./commands/train.ts";

/** Exit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted. */
const FAILED = 1;
const WRONG_USAGE = 2;

/**
 * Runs `engram-lm` with these arguments.
 *
 * @returns the exit code; an error is printed as one line on stderr (with its stack where DEBUG is set).
 */
export async function main(args: readonly string[]): Promise<number> {
  const program = new Command("engram-lm")
    .description("Train, evaluate and use an LSTM language model on your own text.")
    .version(manifest.version)
    .option(
      "--backend <name>",
      "engram, engram:BUILD, tensorflow, wasm or cpu; default: the best that is found (or ENGRAM_BACKEND)",
    )
    .exitOverride()
    .showHelpAfterError("(--help lists the options and examples)")
    .addHelpText(
      "after",
      `
Examples:
  $ engram-lm train novel.txt --out runs/novel
  $ engram-lm eval runs/novel
  $ engram-lm generate runs/novel --prompt "It was" --stream`,
    );
  addTrainCommand(program);
  addResumeCommand(program);
  addEvalCommand(program);
  addBiasCommand(program);
  addGenerateCommand(program);
  addCompleteCommand(program);
  addChatCommand(program);
  addReportCommand(program);
  addExportCommand(program);
  addInfoCommand(program);
  addDemoCommand(program);
  try {
    await program.parseAsync(args, { from: "user" });
    return typeof process.exitCode === "number" ? process.exitCode : 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : WRONG_USAGE;
    console.error(`engram-lm: ${error instanceof Error ? error.message.split("\n")[0] : error}`);
    if (process.env.DEBUG && error instanceof Error) console.error(error.stack);
    return FAILED;
  }
}
