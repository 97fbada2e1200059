import { DEFAULT_RECIPE, type Recipe } from "@engram/classification";

/** Some ten minutes on two cores for 25,000 reviews. */
export const QUICK_RECIPE: Recipe = {
  ...DEFAULT_RECIPE,
  preparation: { ...DEFAULT_RECIPE.preparation, maximumTokens: 400 },
  embeddingSize: 128,
  hiddenSizes: [256, 128],
  pretrainEpochs: 2,
  epochs: 1,
  truncation: 256,
};
