import { basename, resolve } from "node:path";
import { TokenFile } from "@engram/dataset/node";
import { decodeSafetensors, encodeSafetensors, type LanguageModel, modelCard } from "@engram/lstm-core";
import { saveModelFolder } from "@engram/lstm-core/node";
import type { Tokenizer } from "@engram/tokenizer";
import { loadTokenizer } from "@engram/tokenizer/node";
import { Trainer, type TrainerObserver, type TrainingResult } from "@engram/trainer";
import {
  createFolderCheckpoints,
  createProgress,
  interruptSignal,
  jsonlLog,
  tensorBoardLog,
} from "@engram/trainer/node";
import { buildBatches, buildModel, buildOptimizer, buildSchedule } from "./build-run.ts";
import { evaluateModel } from "./evaluate-model.ts";
import { loadRun, type Run, runPaths } from "./run-folder.ts";
import { settleBackend } from "./settle-backend.ts";
import type { StartedBackend } from "./start-backend.ts";
import { trainCommand } from "./train-command.ts";
import type { TrainingOptions } from "./training-options.ts";
import { writeReport } from "./write-report.ts";

/** Parts of the validation text that are read side by side: a little context is lost for much less waiting. */
const VALIDATION_STREAMS = 16;

/** Exit code of a run that Ctrl-C ended. */
const INTERRUPTED = 130;

/**
 * Trains in a prepared folder, from the start or from its last checkpoint, and leaves the best model in it.
 *
 * Sets the process's exit code to 130 when Ctrl-C ended the run; its last checkpoint is saved then.
 */
export async function trainRun(
  directory: string,
  { resume, started }: { readonly resume: boolean; readonly started: StartedBackend },
): Promise<TrainingResult> {
  const run = await loadRun(directory);
  const { options } = run;
  const paths = runPaths(directory);
  const tokenizer = await loadTokenizer(paths.tokenizer);
  const [train, validation] = [TokenFile.open(paths.train), TokenFile.open(paths.validation)];
  const model = buildModel(options, tokenizer.vocabularySize);
  await settleBackend(started, model, options);
  const batches = buildBatches(options, train);
  const evaluate = async () => {
    const settings = { context: options.sequence, streams: VALIDATION_STREAMS };
    const score = await evaluateModel(model, tokenizer, validation, run.validation, settings);
    return { loss: score.lossNats, bitsPerCharacter: score.bitsPerCharacter };
  };
  const trainer = new Trainer(model, batches, {
    ...trainerLimits(options),
    optimizer: buildOptimizer(options),
    learningRate: buildSchedule(options, batches.batchesPerEpoch),
    clipNorm: options.clip > 0 ? options.clip : Number.POSITIVE_INFINITY,
    accumulate: options.accumulate,
    seed: options.seed,
    ...(run.validation.tokens > 1 && { evaluate }),
    ...(options.evaluateEvery > 0 && { evaluateEverySteps: options.evaluateEvery }),
    saveEverySteps: options.checkpointEvery,
    checkpoints: createFolderCheckpoints(paths.checkpoints, {
      encode: encodeSafetensors,
      decode: decodeSafetensors,
    }),
    description: { ...options },
    observers: [
      createProgress(),
      jsonlLog(paths.log),
      tensorBoardLog(paths.events),
      keepBestModel(directory, model, tokenizer, run),
    ],
  });
  const interruption = interruptSignal();
  try {
    if (resume && !(await trainer.resume())) {
      console.error(`${directory} has no checkpoint yet: training starts from the beginning`);
    }
    const result = await trainer.run({ signal: interruption.signal });
    // A run without validation, or one that was interrupted before its first, has no best model yet.
    if (result.best === undefined) await saveModel(directory, model, tokenizer, run);
    await writeReport(directory, paths.report);
    say(directory, result);
    if (result.reason === "interrupted") process.exitCode = INTERRUPTED;
    return result;
  } finally {
    interruption.dispose();
    trainer.dispose();
    model.dispose();
    train.close();
    validation.close();
  }
}

function trainerLimits({ epochs, steps, minutes, patience }: TrainingOptions) {
  return {
    maxEpochs: epochs,
    ...(steps > 0 && { maxSteps: steps }),
    ...(minutes > 0 && { maxMinutes: minutes }),
    ...(patience > 0 && { earlyStopping: { patience } }),
  };
}

/** Writes the model folder whenever a validation was the best so far, so that it can be used while training goes on. */
function keepBestModel(
  directory: string,
  model: LanguageModel,
  tokenizer: Tokenizer,
  run: Run,
): TrainerObserver {
  let scores: Readonly<Record<string, number>> = {};
  return {
    onEvaluate: ({ metrics }) => {
      scores = metrics;
    },
    onCheckpoint: async ({ kind, step }) => {
      if (kind === "best") await saveModel(directory, model, tokenizer, run, { step, ...scores });
    },
  };
}

async function saveModel(
  directory: string,
  model: LanguageModel,
  tokenizer: Tokenizer,
  run: Run,
  scores: Readonly<Record<string, number>> = {},
): Promise<void> {
  const card = modelCard({
    title: basename(resolve(directory)),
    model,
    data: run.corpus.files,
    command: trainCommand(run),
    seed: run.options.seed,
    numbers: scores,
  });
  await saveModelFolder(directory, { model, tokenizerJson: tokenizer.toJson(), card });
}

function say(directory: string, { reason, step, elapsedSeconds, best, evaluation }: TrainingResult): void {
  const why = {
    steps: "all steps done",
    epochs: "all epochs done",
    minutes: "the time is over",
    earlyStopping: "the validation loss stopped improving",
    interrupted: "interrupted",
  }[reason];
  const score = evaluation === undefined ? "" : `, validation loss ${evaluation.loss.toFixed(4)} nats`;
  const lowest = best === undefined ? "" : ` (best ${best.loss.toFixed(4)} at step ${best.step})`;
  console.error(`${why}: step ${step} after ${elapsedSeconds.toFixed(0)} s${score}${lowest}`);
  if (reason === "interrupted") console.error(`go on with: engram-lm resume ${directory}`);
}
