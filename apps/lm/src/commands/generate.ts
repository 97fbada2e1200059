import { generateSamples, stream } from "@engram/generation";
import type { Command } from "commander";
import { loadModel } from "../load-model.ts";
import { wholeNumber } from "../parse-argument.ts";
import {
  addCacheFlags,
  addSamplingFlags,
  type CacheFlags,
  cacheOptions,
  type SamplingFlags,
  samplingOptions,
} from "../sampling-flags.ts";
import { startBackend } from "../start-backend.ts";

interface GenerateFlags extends SamplingFlags, CacheFlags {
  prompt: string;
  tokens: number;
  samples: number;
  stop: string[];
  stream: boolean;
}

/** `engram-lm generate`: text that goes on from a prompt. */
export function addGenerateCommand(program: Command): void {
  const command = program
    .command("generate")
    .description("generate text that goes on from a prompt")
    .argument("<directory>", "folder or zip file of a model")
    .option("-p, --prompt <text>", "the text to go on from", "")
    .option("-n, --tokens <n>", "tokens to generate at most", wholeNumber(1), 300)
    .option("--samples <n>", "how many different texts", wholeNumber(1), 1)
    .option("--stop <text...>", "end before any of these texts", [])
    .option("--stream", "print the text as it is made", false);
  addCacheFlags(addSamplingFlags(command));
  command
    .addHelpText(
      "after",
      `
Examples:
  $ engram-lm generate runs/moby-dick --prompt "Call me" --seed 7
  $ engram-lm generate runs/moby-dick -p "The whale" -n 500 --temperature 0.6 --top-p 0.95 --stream`,
    )
    .action(async (directory: string, flags: GenerateFlags) => {
      await startBackend(program.opts().backend);
      const { model, tokenizer } = await loadModel(directory);
      const cache = cacheOptions(flags);
      const options = {
        ...samplingOptions(flags),
        maxTokens: flags.tokens,
        stop: flags.stop,
        ...(cache && { cache }),
      };
      if (flags.samples > 1) {
        const samples = await generateSamples(model, tokenizer, flags.prompt, flags.samples, options);
        for (const [index, { text }] of samples.entries()) {
          process.stdout.write(`${index > 0 ? "\n" : ""}--- ${index + 1} ---\n${flags.prompt}${text}\n`);
        }
        return;
      }
      let whole = flags.prompt;
      if (flags.stream) process.stdout.write(flags.prompt);
      for await (const piece of stream(model, tokenizer, flags.prompt, options)) {
        if (flags.stream) process.stdout.write(piece);
        else whole += piece;
      }
      process.stdout.write(flags.stream ? "\n" : `${whole}\n`);
    });
}
