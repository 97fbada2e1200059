import { readFile } from "node:fs/promises";
import { DEFAULT_RECIPE, type LabelledText, type Recipe } from "@engram/classification";
import { quickRecipe } from "./quick-recipe.ts";
import { type RecipeField, type RecipeFlags, recipeFlags } from "./recipe-flags.ts";
import { recipeSchema } from "./recipe-schema.ts";

/**
 * The recipe that the flags ask for, for texts that are read later: the default or the quick one, with what the file and
 * then the flags change.
 *
 * @throws Error that names the file and the field that is wrong.
 */
export async function chosenRecipe({
  quick,
  recipe: file,
  maximumTokens,
  ...flags
}: RecipeFlags): Promise<(texts: readonly LabelledText[]) => Recipe> {
  const fromFile = file === undefined ? {} : await readRecipe(file);
  const names = Object.keys(recipeFlags) as RecipeField[];
  const given = names.filter((name) => flags[name] !== undefined).map((name) => [name, flags[name]]);
  return (texts) => {
    const base = quick ? quickRecipe(texts) : DEFAULT_RECIPE;
    const recipe: Recipe = { ...base, ...fromFile, ...Object.fromEntries(given) };
    if (maximumTokens === undefined) return recipe;
    return { ...recipe, preparation: { ...recipe.preparation, maximumTokens } };
  };
}

async function readRecipe(path: string): Promise<Partial<Recipe>> {
  let content: unknown;
  try {
    content = JSON.parse(await readFile(path, "utf8"));
  } catch (cause) {
    throw new Error(`${path}: ${(cause as Error).message}`, { cause });
  }
  const result = recipeSchema.partial().safeParse(content);
  if (!result.success) {
    const [{ path: where, message }] = result.error.issues;
    throw new Error(`${path}: ${where.join(".") || "recipe"}: ${message}`);
  }
  return result.data as Partial<Recipe>;
}
