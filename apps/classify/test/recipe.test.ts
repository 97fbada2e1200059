import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DEFAULT_RECIPE, type LabelledText } from "@engram/classification";
import { afterAll, expect, test } from "vitest";
import { chosenRecipe } from "../src/training/chosen-recipe.ts";
import { QUICK_RECIPE } from "../src/training/quick-recipe.ts";
import { recipeFlags } from "../src/training/recipe-flags.ts";
import { recipeSchema } from "../src/training/recipe-schema.ts";

const folder = mkdtempSync(join(tmpdir(), "engram-classify-recipe-"));
const file = join(folder, "recipe.json");
const texts = (count: number, length: number) =>
  new Array<LabelledText>(count).fill({ text: "a".repeat(length), label: "a" });
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("every field of a recipe has a flag of its name, or is set by a recipe's file", () => {
  const fields = Object.keys(DEFAULT_RECIPE).sort();
  expect(Object.keys(recipeSchema.shape).sort()).toEqual(fields);
  expect([...Object.keys(recipeFlags), "preparation"].sort()).toEqual(fields);
  for (const [field, [flag]] of Object.entries(recipeFlags)) {
    const name = flag.slice(2, flag.indexOf(" ")).replace(/-([a-z])/g, (_, letter) => letter.toUpperCase());
    expect(name).toBe(field);
  }
});

test("the default and the quick recipe are what the schema accepts", () => {
  for (const recipe of [DEFAULT_RECIPE, QUICK_RECIPE]) expect(recipeSchema.parse(recipe)).toEqual(recipe);
});

test("flags win over the file, and the file over the recipe that it changes", async () => {
  writeFileSync(
    file,
    JSON.stringify({ epochs: 7, hiddenSizes: [9], preparation: DEFAULT_RECIPE.preparation }),
  );
  const recipeFor = await chosenRecipe({ quick: true, recipe: file, epochs: 2, maximumTokens: 50 });
  expect(recipeFor(texts(25_000, 1300))).toEqual({
    ...QUICK_RECIPE,
    hiddenSizes: [9],
    epochs: 2,
    preparation: { ...DEFAULT_RECIPE.preparation, maximumTokens: 50 },
  });
});

test.each([
  { name: "many long ones", given: texts(25_000, 1300), pretrainEpochs: 1, epochs: 2 },
  { name: "no more than as many", given: texts(100_000, 1300), pretrainEpochs: 1, epochs: 2 },
  { name: "a quarter of them", given: texts(6250, 1300), pretrainEpochs: 3, epochs: 7 },
  {
    name: "as many very long ones, which are not read to the end",
    given: texts(17_000, 1e4),
    pretrainEpochs: 1,
    epochs: 2,
  },
  { name: "few short ones", given: texts(10, 50), pretrainEpochs: 8, epochs: 8 },
  { name: "none", given: [], pretrainEpochs: 8, epochs: 8 },
])("the quick recipe reads $name $epochs times", async ({ given, pretrainEpochs, epochs }) => {
  const quick = await chosenRecipe({ quick: true });
  expect(quick(given)).toEqual({ ...QUICK_RECIPE, pretrainEpochs, epochs });
  expect((await chosenRecipe({ quick: true, epochs: 3 }))(given).epochs).toBe(3);
  expect((await chosenRecipe({ quick: false }))(given)).toEqual(DEFAULT_RECIPE);
});

test.each([
  ["{", /recipe\.json: .*JSON/],
  ['{"epoch": 3}', /recipe\.json: recipe: .*epoch/],
  ['{"epochs": 0}', /recipe\.json: epochs: expected a whole number of 1 or more/],
  [
    '{"preparation": {"maximumTokens": 9, "clean": {"letterCase": "upper"}}}',
    /preparation\.clean\.letterCase/,
  ],
])("a file with %s is refused, with the place", async (content, message) => {
  writeFileSync(file, content);
  await expect(chosenRecipe({ quick: false, recipe: file })).rejects.toThrow(message);
});

test.each(["", " ", "12,", "0", "1.5", "a"])("hidden sizes are not %j", (text) => {
  expect(recipeSchema.shape.hiddenSizes.safeParse(text).success).toBe(false);
});
