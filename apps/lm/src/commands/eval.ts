import type { TokenSource } from "@engram/dataset";
import { TokenFile } from "@engram/dataset/node";
import type { LanguageModelScore } from "@engram/metrics";
import type { Tokenizer } from "@engram/tokenizer";
import type { Command } from "commander";
import { cleaningOfModel } from "../cleaning-of-model.ts";
import { corpusText, measureCorpus } from "../corpus.ts";
import { evaluateModel } from "../evaluate-model.ts";
import { loadModel } from "../load-model.ts";
import { wholeNumber } from "../parse-argument.ts";
import { loadRun, runPaths } from "../run-folder.ts";
import { addCacheFlags, type CacheFlags, cacheOptions } from "../sampling-flags.ts";
import { startBackend } from "../start-backend.ts";

interface EvalFlags extends CacheFlags {
  json: boolean;
  state: "carried" | "reset";
  context: number;
  streams: number;
}

/** `engram-lm eval`: the score of a model on a text. */
export function addEvalCommand(program: Command): void {
  const command = program
    .command("eval")
    .description("score a model on texts, or on the validation part of its run where none is given")
    .argument("<directory>", "folder of a trained model")
    .argument("[files...]", "texts that it has not seen")
    .option("--json", "print one JSON object", false)
    .option("--state <policy>", "carried (one long reading) or reset (each context begins empty)", "carried")
    .option("--context <n>", "tokens read in one piece", wholeNumber(1), 64)
    .option(
      "--streams <n>",
      "parts read side by side, each from an empty memory; 1 is exact",
      wholeNumber(1),
      1,
    );
  addCacheFlags(command);
  command
    .addHelpText(
      "after",
      `
Examples:
  $ engram-lm eval runs/moby-dick
  $ engram-lm eval runs/moby-dick other.txt --json
  $ engram-lm eval runs/moby-dick --cache 2000 --cache-weight 0.1`,
    )
    .action(async (directory: string, files: string[], flags: EvalFlags) => {
      await startBackend(program.opts().backend);
      const { model, tokenizer } = await loadModel(directory);
      const { source, size } = await readTexts(directory, files, tokenizer);
      const { state: statePolicy, context, streams } = flags;
      const cache = cacheOptions(flags);
      const score = await evaluateModel(model, tokenizer, source, size, {
        statePolicy,
        context,
        streams,
        cache,
      });
      console.log(flags.json ? JSON.stringify(score) : scoreTable(score));
    });
}

/** The given files as token ids, cleaned like the text that the model learned from; or the run's validation part. */
async function readTexts(
  directory: string,
  paths: readonly string[],
  tokenizer: Tokenizer,
): Promise<{ source: TokenSource; size: { characters: number; bytes: number } }> {
  if (paths.length === 0) {
    const { validation } = await loadRun(directory);
    if (validation.tokens < 2) throw new Error(`${directory} has no validation part; name a text to score`);
    return { source: TokenFile.open(runPaths(directory).validation), size: validation };
  }
  const cleaning = await cleaningOfModel(directory);
  const { corpus, files } = await measureCorpus(paths, cleaning);
  const blocks: Int32Array[] = [];
  for await (const text of corpusText(files, cleaning)) blocks.push(tokenizer.encode(text));
  const tokenIds = new Int32Array(blocks.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const block of blocks) {
    tokenIds.set(block, end);
    end += block.length;
  }
  return { source: { length: end, read: (from, to) => tokenIds.slice(from, to) }, size: corpus };
}

/** A score in words, a line a number. */
export function scoreTable(score: LanguageModelScore): string {
  return [
    `loss                ${score.lossNats.toFixed(4)} nats per token`,
    `perplexity          ${score.perplexity.toFixed(3)} per token`,
    `bits per character  ${score.bitsPerCharacter.toFixed(4)}`,
    `bits per byte       ${score.bitsPerByte.toFixed(4)}`,
    `tokens              ${score.tokens}`,
    `unknown             ${(100 * score.unknownShare).toFixed(3)} %`,
    `state               ${score.statePolicy}, ${score.context} tokens in one piece`,
  ].join("\n");
}
