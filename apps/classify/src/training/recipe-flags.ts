import type { Recipe } from "@engram/classification";
import { type Command, Option } from "commander";
import type { z } from "zod";
import { parseArgument } from "../parse-argument.ts";
import { recipeSchema } from "./recipe-schema.ts";

export type RecipeField = Exclude<keyof Recipe, "preparation">;

/** A flag for each field of a recipe. Commander's camelCase name of a flag is the field's. */
export const recipeFlags: { readonly [Name in RecipeField]: readonly [flag: string, help: string] } = {
  seed: ["--seed <n>", "the same seed and data give the same model"],
  vocabularySize: ["--vocabulary-size <n>", "tokens of the byte-level BPE (V)"],
  embeddingSize: ["--embedding-size <n>", "embedding size (E)"],
  hiddenSizes: ["--hidden-sizes <n,n,...>", "hidden size (H) of each LSTM layer"],
  pretrainEpochs: ["--pretrain-epochs <n>", "epochs of language modelling on the texts before; 0 for none"],
  pretrainLearningRate: ["--pretrain-learning-rate <x>", "highest rate of language modelling"],
  pretrainDropout: ["--pretrain-dropout <factor>", "multiplies AWD-LSTM's dropouts while pretraining"],
  unfreezing: [
    "--unfreezing <kind>",
    "what of a pretrained classifier is trained before all of it: none, head, or layers one by one",
  ],
  epochs: ["--epochs <n>", "epochs in which the whole classifier is trained"],
  learningRate: ["--learning-rate <x>", "highest rate of the classifier"],
  rateFactor: ["--rate-factor <x>", "how much slower each layer learns than the one above it"],
  dropout: ["--dropout <factor>", "multiplies AWD-LSTM's dropouts while the classes are learnt"],
  outputDropout: ["--output-dropout <share>", "what the output layer drops of the pooled vectors"],
  batchSize: ["--batch-size <n>", "texts side by side (B)"],
  truncation: ["--truncation <n>", "gradients flow through the last so many tokens of a text"],
  directions: ["--directions <names>", "forward, backward, or forward,backward as an ensemble"],
  ngramOrder: [
    "--ngram-order <n>",
    "a linear classifier over runs of up to so many tokens joins the ensemble; 0 for none",
  ],
  ngramBuckets: ["--ngram-buckets <n>", "weights of the linear classifier: a power of two"],
  ngramCost: ["--ngram-cost <x>", "how much an error counts beside the size of its weights"],
  ngramScale: [
    "--ngram-scale <kind>",
    "what a run counts before: none, or count-ratios: by how much likelier one class has it",
  ],
  classWeights: ["--class-weights <kind>", "none, or balanced: each class counts the same"],
};

export interface RecipeFlags extends Partial<Omit<Recipe, "preparation">> {
  readonly quick: boolean;
  readonly recipe?: string;
  readonly maximumTokens?: number;
}

/** Adds --quick, --recipe and a flag for every field of a recipe. */
export function addRecipeFlags(command: Command): Command {
  const group = "Recipe:";
  const add = (option: Option) => command.addOption(option.helpGroup(group));
  add(new Option("--quick", "a smaller model and fewer epochs: minutes instead of hours").default(false));
  add(new Option("--recipe <file>", "JSON file with fields of a recipe, in camelCase; flags win"));
  const { maximumTokens } = recipeSchema.shape.preparation.shape;
  add(
    new Option("--maximum-tokens <n>", "a longer text loses its middle").argParser(
      parseArgument(maximumTokens),
    ),
  );
  for (const [field, [flag, help]] of Object.entries(recipeFlags)) {
    const schema: z.ZodType = recipeSchema.shape[field as RecipeField];
    add(new Option(flag, help).argParser(parseArgument(schema)));
  }
  return command;
}
