import { chooseBackend } from "@engram/backend/node";
import { Random } from "@engram/random";
import { buildTextClassifier, DEFAULT_RECIPE, type LabelledText, type Recipe } from "../../src/index.ts";

const FILLERS =
  "the a film scene actor plot and of with music long short one two was very camera light".split(" ");

/** Words of which a text has one, and which alone tells its class. */
export const DECIDING = { good: "splendid", bad: "dreadful" } as const;
export const TOY_LABELS = ["bad", "good"];

/** Texts of random words, one of which decides, or with `decided` false none; the classes take turns. */
export function toyExamples(count: number, seed: number, { decided = true } = {}): LabelledText[] {
  const random = new Random(seed);
  return Array.from({ length: count }, (_, index) => {
    const label = index % 2 === 0 ? "good" : "bad";
    const words = Array.from(
      { length: 6 + random.integer(6) },
      () => FILLERS[random.integer(FILLERS.length)],
    );
    if (decided) words.splice(random.integer(words.length + 1), 0, DECIDING[label]);
    return { text: words.join(" "), label };
  });
}

/** Small enough to be learnt within seconds. */
export const TOY_RECIPE: Recipe = {
  ...DEFAULT_RECIPE,
  preparation: { ...DEFAULT_RECIPE.preparation, maximumTokens: 64 },
  vocabularySize: 300,
  embeddingSize: 12,
  hiddenSizes: [12],
  pretrainEpochs: 0,
  epochs: 6,
  learningRate: 2e-2,
  rateFactor: 1,
  dropout: 0,
  outputDropout: 0,
  batchSize: 16,
  truncation: 64,
  // Count ratios of some hundred texts are those of chance.
  ngramOrder: 2,
  ngramBuckets: 1 << 16,
  ngramCost: 1,
  ngramScale: "none",
};

/** A classifier of the toy task, trained from scratch on the fastest backend; `besides` are more texts to train on. */
export async function toyClassifier(recipe: Partial<Recipe> = {}, besides: readonly LabelledText[] = []) {
  await chooseBackend({ backend: "engram" });
  return buildTextClassifier({
    train: [...toyExamples(240, 1), ...besides],
    validation: toyExamples(60, 2),
    labels: TOY_LABELS,
    recipe: { ...TOY_RECIPE, ...recipe },
  });
}
