import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { writeTokenFile } from "@engram/dataset/node";
import { textSize } from "@engram/metrics";
import { BpeTokenizer, CharTokenizer, type Tokenizer, WordTokenizer } from "@engram/tokenizer";
import { loadJieba, saveTokenizer } from "@engram/tokenizer/node";
import { type Corpus, corpusText, textBetween } from "./corpus.ts";
import { type PartSize, type Run, runPaths, saveRun } from "./run-folder.ts";
import type { TrainingOptions } from "./training-options.ts";

/** A tokenizer learns from at most this much text: far more than its vocabulary needs. */
const TOKENIZER_CHARACTERS = 64_000_000;

/** An LSTM needs a token and the one after it, in both parts of the text. */
const FEWEST_TOKENS = 2;

/**
 * From files to a folder that can be trained in: tokenizer, token files of the training and the validation
 * part, and run.json. The tokenizer sees the training part alone.
 *
 * @param files what `measureCorpus` listed.
 * @throws Error when the text is too short.
 */
export async function prepareRun(
  directory: string,
  { files, corpus, options }: { files: readonly string[]; corpus: Corpus; options: TrainingOptions },
): Promise<Run> {
  const paths = runPaths(directory);
  const border = Math.round(corpus.characters * (1 - options.validation));
  const part = (start: number, end: number) => textBetween(corpusText(files, options), start, end);
  await mkdir(dirname(paths.train), { recursive: true });

  const tokenizer = await trainTokenizer(part(0, Math.min(border, TOKENIZER_CHARACTERS)), options);
  const train = await writeTokens(paths.train, part(0, border), tokenizer);
  const validation = await writeTokens(paths.validation, part(border, corpus.characters), tokenizer);
  if (train.tokens < FEWEST_TOKENS || (options.validation > 0 && validation.tokens < FEWEST_TOKENS)) {
    throw new Error(
      `the text is too short: ${corpus.characters} characters make ${train.tokens} training and ${validation.tokens} validation tokens`,
    );
  }
  await saveTokenizer(paths.tokenizer, tokenizer);
  const run = { options, corpus, train, validation };
  await saveRun(directory, run);
  return run;
}

async function trainTokenizer(texts: AsyncIterable<string>, options: TrainingOptions): Promise<Tokenizer> {
  const { tokenizer, segmenter, vocabulary, minimumCount } = options;
  switch (tokenizer) {
    case "char":
      return CharTokenizer.train(texts, { continuous: true, minFrequency: minimumCount });
    case "word":
      return WordTokenizer.train(texts, {
        continuous: true,
        minFrequency: minimumCount,
        maxWords: vocabulary,
        ...(segmenter === "jieba" && { segmentRun: await loadJieba() }),
      });
    case "bpe":
      return BpeTokenizer.train(texts, {
        continuous: true,
        minFrequency: Math.max(2, minimumCount),
        vocabularySize: vocabulary,
      });
  }
}

/** Encodes block by block into a token file, and counts what goes in. */
async function writeTokens(
  path: string,
  blocks: AsyncIterable<string>,
  tokenizer: Tokenizer,
): Promise<PartSize> {
  const size = { characters: 0, bytes: 0, tokens: 0, unknownTokens: 0 };
  async function* encoded(): AsyncGenerator<Int32Array> {
    for await (const block of blocks) {
      const { characters, bytes } = textSize(block);
      size.characters += characters;
      size.bytes += bytes;
      const tokenIds = tokenizer.encode(block);
      for (const id of tokenIds) if (id === tokenizer.unknownId) size.unknownTokens++;
      yield tokenIds;
    }
  }
  size.tokens = await writeTokenFile(path, encoded(), { vocabularySize: tokenizer.vocabularySize });
  return size;
}
