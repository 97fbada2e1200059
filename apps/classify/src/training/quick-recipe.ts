import { DEFAULT_RECIPE, type LabelledText, type Recipe } from "@engram/classification";

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

/** Characters of a text that are looked at: 400 tokens have some 1,600 in English. */
const READ = 1600;
/** What an epoch of the recipe was made for: IMDB's reviews. */
const CHARACTERS = 25_000 * 1100;
/** More would be learning by heart. */
const MOST_EPOCHS = 8;

/** `QUICK_RECIPE` for these texts: where they are fewer or shorter, they are read as many times more. */
export function quickRecipe(texts: readonly LabelledText[]): Recipe {
  const characters = texts.reduce((sum, { text }) => sum + Math.min(text.length, READ), 0);
  const epochs = (usual: number) =>
    Math.max(usual, Math.min(MOST_EPOCHS, Math.round((usual * CHARACTERS) / characters)));
  return {
    ...QUICK_RECIPE,
    pretrainEpochs: epochs(QUICK_RECIPE.pretrainEpochs),
    epochs: epochs(QUICK_RECIPE.epochs),
  };
}
