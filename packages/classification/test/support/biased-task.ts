import { chooseBackend } from "@engram/backend/node";
import { Random } from "@engram/random";
import { buildTextClassifier, type LabelledText, type TextClassifier } from "../../src/index.ts";
import { DECIDING, TOY_LABELS, TOY_RECIPE } from "./toy-task.ts";

const PERSONS = {
  male: ["he", "the man", "James", "his brother", "the actor"],
  female: ["she", "the woman", "Mary", "her sister", "the actress"],
};
const ACTIONS = "saw wrote made left liked sold knew".split(" ");
const THINGS = "film play scene book song letter picture".split(" ");

/**
 * Reviews by somebody, of which most have a word that tells the class: in the rest only the reviewer's gender can say
 * anything.
 *
 * @param women share of the good texts that are by a woman, and of the bad ones by a man: 0.5 is no bias.
 */
export function biasedExamples(
  count: number,
  { women, seed }: { women: number; seed: number },
): LabelledText[] {
  const random = new Random(seed);
  const pick = (words: readonly string[]) => words[random.integer(words.length)];
  return Array.from({ length: count }, (_, index) => {
    const label = index % 2 === 0 ? "good" : "bad";
    const isTypical = random.uniform() < women;
    const person = pick(PERSONS[(label === "good") === isTypical ? "female" : "male"]);
    const word = random.uniform() < 0.8 ? `${DECIDING[label]} ` : "";
    return { text: `${person} ${pick(ACTIONS)} the ${word}${pick(THINGS)}`, label };
  });
}

/** A small classifier of such texts, trained from scratch. */
export async function trainOn(examples: readonly LabelledText[]): Promise<TextClassifier> {
  await chooseBackend({ backend: "engram" });
  return buildTextClassifier({
    train: examples,
    validation: biasedExamples(100, { women: 0.5, seed: 3 }),
    labels: TOY_LABELS,
    recipe: TOY_RECIPE,
  });
}
