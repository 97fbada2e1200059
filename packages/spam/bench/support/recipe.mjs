import { DEFAULT_RECIPE } from "@engram/classification";

/** Of the shipped model, unless told otherwise. */
export const SPAM_RECIPE = {
  ...DEFAULT_RECIPE,
  // What mailText gives is plain text already.
  preparation: {
    clean: { ...DEFAULT_RECIPE.preparation.clean, htmlTags: "keep", htmlEntities: "keep" },
    maximumTokens: 512,
  },
  vocabularySize: 4000,
  embeddingSize: 64,
  hiddenSizes: [96, 64],
  pretrainEpochs: 6,
  pretrainDropout: 0.2,
  epochs: 5,
  batchSize: 16,
  outputDropout: 0.5,
  ngramOrder: 2,
  ngramBuckets: 1 << 18,
  ngramScale: "none",
};
