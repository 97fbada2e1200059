import { join } from "node:path";
import { TokenFile } from "@engram/dataset/node";
import { generate } from "@engram/generation";
import { NgramModel } from "@engram/metrics";
import type { Command } from "commander";
import { writeMobyDick } from "../demo-text.ts";
import { evaluateModel } from "../evaluate-model.ts";
import { loadModel } from "../load-model.ts";
import { numberBetween } from "../parse-argument.ts";
import { loadRun, runPaths } from "../run-folder.ts";
import { startBackend } from "../start-backend.ts";
import { trainFiles } from "./train.ts";

const PROMPT = "The whale ";
const TEMPERATURES = [0.5, 0.8];
const NGRAM_ORDER = 5;
/** What scored best in 90 seconds of `engram` on two cores (docs/benchmarks.md): one layer, small batches, a rate that falls to 0. */
const DEMO_OPTIONS = {
  plainPunctuation: true,
  layers: 1,
  hidden: 256,
  batch: 32,
  learningRate: 0.005,
  epochs: 1000,
};

/** `engram-lm demo`, the job of `npm start`: Moby-Dick from raw text to generated text. */
export function addDemoCommand(program: Command): void {
  program
    .command("demo")
    .description("train on Moby-Dick for two minutes, print the held-out score and samples")
    .option("-o, --out <directory>", "folder of the run", join("runs", "moby-dick"))
    .option("--minutes <n>", "how long to train", numberBetween(0.01, 100_000), 1.5)
    .action(async ({ out, minutes }: { out: string; minutes: number }) => {
      const text = join(out, "moby-dick.txt");
      await writeMobyDick(text);
      const started = await startBackend(program.opts().backend);
      await trainFiles(out, [text], { given: { ...DEMO_OPTIONS, minutes }, started });
      if (process.exitCode) return;
      await printScores(out);
      await printSamples(out);
      console.log(`\nThe model is in ${out}. Try:`);
      console.log(`  npx engram-lm generate ${out} --prompt "Call me" --stream`);
      console.log(`  npx engram-lm resume ${out} --minutes ${Math.ceil(minutes) + 10}`);
    });
}

/** The model's score on the held-out end of the text, beside that of an n-gram model of the same tokens. */
async function printScores(directory: string): Promise<void> {
  const paths = runPaths(directory);
  const { model, tokenizer } = await loadModel(directory);
  const { validation } = await loadRun(directory);
  const [train, heldOut] = [TokenFile.open(paths.train), TokenFile.open(paths.validation)];
  const score = await evaluateModel(model, tokenizer, heldOut, validation, { context: 64, streams: 1 });
  const ngram = new NgramModel({ vocabularySize: tokenizer.vocabularySize, order: NGRAM_ORDER });
  ngram.train(train.read(0, train.length));
  const baseline = ngram.scoreNats(heldOut.read(0, heldOut.length)) / heldOut.length;
  console.log(`\nHeld-out last 10% of the book, ${score.tokens.toLocaleString("en")} characters:`);
  console.log(
    `  LSTM                     ${score.lossNats.toFixed(3)} nats per character, ${score.bitsPerCharacter.toFixed(3)} bits`,
  );
  console.log(
    `  Witten-Bell ${NGRAM_ORDER}-gram       ${baseline.toFixed(3)} nats per character, ${(baseline / Math.LN2).toFixed(3)} bits`,
  );
  train.close();
  heldOut.close();
  model.dispose();
}

async function printSamples(directory: string): Promise<void> {
  const { model, tokenizer } = await loadModel(directory);
  for (const temperature of TEMPERATURES) {
    const { text } = await generate(model, tokenizer, PROMPT, { temperature, maxTokens: 300, seed: 0 });
    console.log(`\n--- temperature ${temperature}\n${PROMPT}${text}`);
  }
  model.dispose();
}
