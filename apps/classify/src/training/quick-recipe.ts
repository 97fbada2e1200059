import { DEFAULT_RECIPE, type Recipe } from "@engram/classification";

/** A first look at one's own texts: a model a third as large, that reads less of each text and learns for fewer epochs. */
export const QUICK_RECIPE: Recipe = {
  ...DEFAULT_RECIPE,
  preparation: { ...DEFAULT_RECIPE.preparation, maximumTokens: 400 },
  embeddingSize: 128,
  hiddenSizes: [256, 128],
  pretrainEpochs: 2,
  epochs: 1,
  truncation: 256,
};
