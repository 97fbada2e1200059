import { DEFAULT_RECIPE, type Recipe } from "@engram/classification";

/**
 * A first look at one's own texts: a small model that reads less of each text and learns for fewer epochs. On 25,000
 * reviews it takes some ten minutes on two cores.
 */
export const QUICK_RECIPE: Recipe = {
  ...DEFAULT_RECIPE,
  preparation: { ...DEFAULT_RECIPE.preparation, maximumTokens: 400 },
  embeddingSize: 64,
  hiddenSizes: [96, 64],
  pretrainEpochs: 1,
  epochs: 2,
  truncation: 256,
};
