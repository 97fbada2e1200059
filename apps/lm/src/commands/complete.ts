import { complete } from "@engram/generation";
import type { Command } from "commander";
import { loadModel } from "../load-model.ts";
import { wholeNumber } from "../parse-argument.ts";
import { addSamplingFlags, type SamplingFlags, samplingOptions } from "../sampling-flags.ts";
import { startBackend } from "../start-backend.ts";

interface CompleteFlags extends SamplingFlags {
  count: number;
  tokens: number;
  endAt: "token" | "word" | "sentence";
  json: boolean;
}

/** `engram-lm complete`: the writing assistant. */
export function addCompleteCommand(program: Command): void {
  const command = program
    .command("complete")
    .description("offer several continuations of a text to choose from, the likeliest first")
    .argument("<directory>", "folder or zip file of a model")
    .argument("<text>", "what was written so far")
    .option("-c, --count <n>", "how many continuations", wholeNumber(1), 3)
    .option("-n, --tokens <n>", "tokens of each at most", wholeNumber(1), 40)
    .option("--end-at <border>", "token, word or sentence", "word")
    .option("--json", "print JSON", false);
  addSamplingFlags(command);
  command
    .addHelpText("after", `\nExample:\n  $ engram-lm complete runs/moby-dick "The captain went"`)
    .action(async (directory: string, text: string, flags: CompleteFlags) => {
      await startBackend(program.opts().backend);
      const { model, tokenizer } = await loadModel(directory);
      const { count, endAt, tokens } = flags;
      const offers = await complete(model, tokenizer, text, {
        ...samplingOptions(flags),
        count,
        endAt,
        maxTokens: tokens,
      });
      if (flags.json) console.log(JSON.stringify(offers));
      else for (const [index, offer] of offers.entries()) console.log(`${index + 1}. ${text}${offer.text}`);
    });
}
