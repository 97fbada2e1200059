import { existsSync } from "node:fs";
import { languageModelConfig } from "@engram/lstm-core";
import type { Command } from "commander";
import { modelOptions } from "../build-run.ts";
import { measureCorpus } from "../corpus.ts";
import { prepareRun } from "../prepare-run.ts";
import { removeRun, runPaths } from "../run-folder.ts";
import { type StartedBackend, startBackend } from "../start-backend.ts";
import { trainRun } from "../train-run.ts";
import { addTrainingFlags, givenOptions, readConfiguration } from "../training-flags.ts";
import { defaultOptions, type TrainingOptions } from "../training-options.ts";

interface TrainFlags extends Partial<TrainingOptions> {
  out: string;
  config?: string;
  force: boolean;
}

/** `engram-lm train`: from text files to a model folder. */
export function addTrainCommand(program: Command): void {
  const command = program
    .command("train")
    .description("train a language model on text files")
    .argument("<files...>", "UTF-8 text, .jsonl, .csv or .tsv files, or folders of .txt files")
    .requiredOption("-o, --out <directory>", "folder of the run and of its model")
    .option("--config <file>", "JSON file with options by their names below, in camelCase; flags win")
    .option("--force", "overwrite a run that is already in the folder", false);
  addTrainingFlags(command)
    .addHelpText(
      "after",
      `
What is not given follows from the size of the text. Ctrl-C finishes the step, saves and evaluates;
"engram-lm resume" then goes on exactly there.

Examples:
  $ engram-lm train novel.txt --out runs/novel
  $ engram-lm train reviews.csv --text-field review --out runs/reviews
  $ engram-lm train mails/ --out runs/mails --tokenizer bpe --vocabulary 4000 --hidden 256 --minutes 30
  $ engram-lm train novel.txt --out runs/textbook --windows sliding --sequence 40 --window-step 3 --embedding 0 --layers 1 --batch 128`,
    )
    .action(async (paths: string[], flags: TrainFlags) => {
      if (existsSync(runPaths(flags.out).run) && !flags.force) {
        throw new Error(
          `${flags.out} holds a run already: engram-lm resume goes on with it, --force overwrites it`,
        );
      }
      const configured = flags.config === undefined ? {} : await readConfiguration(flags.config);
      const given = { ...configured, ...givenOptions({ ...flags }) };
      const started = await startBackend(program.opts().backend);
      await trainFiles(flags.out, paths, { given, started });
    });
}

/** Prepares and trains; options that are not given follow from the size of the text. */
export async function trainFiles(
  directory: string,
  paths: readonly string[],
  { given, started }: { readonly given: Partial<TrainingOptions>; readonly started: StartedBackend },
): Promise<void> {
  const { corpus, files } = await measureCorpus(paths, { ...defaultOptions(0), ...given });
  const options = { ...defaultOptions(corpus.characters), ...given };
  if (options.tied && given.embedding === undefined) options.embedding = options.hidden;
  // Before anything is written: sizes that do not fit each other, whatever the vocabulary will be.
  languageModelConfig(modelOptions(options, 2));
  await removeRun(directory);
  const { train, validation } = await prepareRun(directory, { files, corpus, options });
  console.error(
    `${corpus.characters.toLocaleString("en")} characters: ${train.tokens.toLocaleString("en")} ${options.tokenizer} tokens to train on, ${validation.tokens.toLocaleString("en")} to validate`,
  );
  await trainRun(directory, { resume: false, started });
}
