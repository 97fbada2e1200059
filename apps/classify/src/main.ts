import { Command, CommanderError } from "commander";
import manifest from "../package.json" with { type: "json" };
import { addBiasCommand } from "./commands/bias.ts";
import { addEvalCommand } from "./commands/eval.ts";
import { addExplainCommand } from "./commands/explain.ts";
import { addPredictCommand } from "./commands/predict.ts";
import { addServeCommand } from "./commands/serve.ts";
import { addTrainCommand } from "./commands/train.ts";
import { FAILED, WRONG_USAGE } from "./exit-codes.ts";

/**
 * Runs `engram-classify` with these arguments.
 *
 * @returns the exit code; an error is printed as one line on stderr (with its stack where DEBUG is set).
 */
export async function main(args: readonly string[]): Promise<number> {
  const program = new Command("engram-classify")
    .description("Train, evaluate, explain and serve text classifiers: sentiment, spam and your own.")
    .version(manifest.version)
    .exitOverride()
    .showHelpAfterError("(--help lists the options and examples)")
    .addHelpText(
      "after",
      `
Examples:
  $ engram-classify train reviews.csv --text-field review --label-field stars --out runs/stars
  $ engram-classify eval runs/stars new-reviews.csv --text-field review --label-field stars
  $ engram-classify predict runs/stars "Worth every minute"`,
    );
  addTrainCommand(program);
  addEvalCommand(program);
  addPredictCommand(program);
  addExplainCommand(program);
  addBiasCommand(program);
  addServeCommand(program);
  try {
    await program.parseAsync(args, { from: "user" });
    return typeof process.exitCode === "number" ? process.exitCode : 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : WRONG_USAGE;
    console.error(`engram-classify: ${error instanceof Error ? error.message.split("\n")[0] : error}`);
    if (process.env.DEBUG && error instanceof Error) console.error(error.stack);
    return FAILED;
  }
}
