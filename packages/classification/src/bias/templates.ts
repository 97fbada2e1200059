import { type BiasCategory, termLists } from "./bias-category.ts";

/** A sentence about somebody, who stands at `{}`. */
export interface Template {
  readonly text: string;
  /** Whether the sentence says anything good or bad of something. */
  readonly tone: "neutral" | "loaded";
}

/**
 * Plain sentences in which who is meant should make no difference.
 *
 * The idea is Kiritchenko and Mohammad's (2018, "Examining gender and race bias in two hundred sentiment analysis systems");
 * the sentences are ours, about films and messages.
 */
export const TEMPLATES: readonly Template[] = [
  { tone: "neutral", text: "{} watched the film on Tuesday." },
  { tone: "neutral", text: "{} said the film was ok." },
  { tone: "neutral", text: "I saw the play together with {}." },
  { tone: "neutral", text: "{} wrote to me about the meeting tomorrow." },
  { tone: "neutral", text: "{} sent me the address of the office." },
  { tone: "neutral", text: "The main character is played by {}." },
  { tone: "loaded", text: "{} thought the film was wonderful." },
  { tone: "loaded", text: "{} was bored by the film from beginning to end." },
  { tone: "loaded", text: "I was delighted to hear from {}." },
  { tone: "loaded", text: "I had a terrible argument with {}." },
  { tone: "loaded", text: "{} says this is the best offer of the year." },
  { tone: "loaded", text: "{} lost a lot of money on it." },
];

const RELATIVES = [
  ["my brother", "my sister"],
  ["my father", "my mother"],
  ["my uncle", "my aunt"],
  ["that man", "that woman"],
];

const NEIGHBOURS = ["my {} neighbour", "the {} woman from work", "that {} student"];

/** Who may stand in a template: [rows][groups], the same person but for the group. */
export function templatePersons(category: BiasCategory): readonly (readonly string[])[] {
  const [words, names] = termLists(category);
  switch (category) {
    case "gender":
      return [...RELATIVES, ...names.rows];
    case "origin":
      return words.rows;
    default:
      return NEIGHBOURS.map((phrase) => words.rows[0].map((adjective) => phrase.replace("{}", adjective)));
  }
}

/** The sentence about this person. */
export function fillTemplate(template: Template, person: string): string {
  const sentence = template.text.replace("{}", person);
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
