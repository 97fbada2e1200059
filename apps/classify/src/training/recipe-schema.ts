import { z } from "zod";
import { positive, positiveOrZero, share, wholeNumber } from "../numbers.ts";

const keepOrRemove = z.enum(["keep", "remove"]);

const clean = z.strictObject({
  htmlTags: keepOrRemove.optional(),
  htmlEntities: z.enum(["keep", "decode"]).optional(),
  controlCharacters: keepOrRemove.optional(),
  invisibleCharacters: keepOrRemove.optional(),
  normalization: z.enum(["NFC", "NFD", "NFKC", "NFKD", "none"]).optional(),
  lookAlikes: z.enum(["keep", "plain"]).optional(),
  specialCharacters: z.union([keepOrRemove, z.strictObject({ replaceWith: z.string() })]).optional(),
  letterCase: z.enum(["keep", "lower"]).optional(),
  whitespace: z.enum(["keep", "tidy", "single-line"]).optional(),
});

/** From "512,256" or [512, 256]. */
const sizes = z
  .union([z.array(z.union([z.number(), z.string()])), z.string().transform((text) => text.split(","))])
  .pipe(z.array(wholeNumber(1), "expected whole numbers of 1 or more with commas between them").min(1));

const directions = z
  .union([z.array(z.string()), z.string().transform((text) => text.split(","))])
  .pipe(z.array(z.enum(["forward", "backward"], "expected forward, backward, or forward,backward")).min(1));

/** What each field of a recipe accepts, from a flag or from a JSON file. */
export const recipeSchema = z.strictObject({
  seed: wholeNumber(0),
  preparation: z.strictObject({ clean, maximumTokens: wholeNumber(2) }),
  vocabularySize: wholeNumber(257),
  embeddingSize: wholeNumber(1),
  hiddenSizes: sizes,
  pretrainEpochs: wholeNumber(0),
  pretrainLearningRate: positive,
  pretrainDropout: positiveOrZero,
  unfreezing: z.enum(["none", "head", "layers"], "expected none, head or layers"),
  epochs: wholeNumber(1),
  learningRate: positive,
  rateFactor: positive,
  dropout: positiveOrZero,
  outputDropout: share,
  batchSize: wholeNumber(1),
  truncation: wholeNumber(1),
  directions,
  ngramOrder: wholeNumber(0),
  ngramBuckets: wholeNumber(256),
  ngramCost: positive,
  ngramScale: z.enum(["none", "count-ratios"], "expected none or count-ratios"),
  classWeights: z.enum(["none", "balanced"], "expected none or balanced"),
});
