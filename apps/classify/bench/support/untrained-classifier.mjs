import { chooseBackend } from "@engram/backend/node";
import { DEFAULT_PREPARATION, TextClassifier, trainTokenizer } from "@engram/classification";
import { saveTextClassifier } from "@engram/classification/node";
import { SequenceClassifier } from "@engram/lstm-core";
import { Random } from "@engram/random";

/** Made-up words, so that no data set is needed; each is one token or two. */
const WORDS = Array.from({ length: 2000 }, (_, index) => syllables(new Random(index, 1)));

function syllables(random) {
  const letter = (letters) => letters[random.integer(letters.length)];
  return Array.from({ length: 1 + random.integer(3) }, () => letter("bdfgklmnprstvz") + letter("aeiou")).join(
    "",
  );
}

/** A text of so many made-up words. */
export function madeUpText(words, seed) {
  const random = new Random(seed, 2);
  return Array.from({ length: words }, () => WORDS[random.integer(WORDS.length)]).join(" ");
}

/**
 * Writes a classifier with random weights: what it says means nothing, how long it takes is what a trained one of
 * these sizes takes.
 */
export async function writeUntrainedClassifier(directory, { embeddingSize, hiddenSizes }) {
  await chooseBackend();
  const texts = Array.from({ length: 400 }, (_, seed) => madeUpText(200, seed));
  const tokenizer = await trainTokenizer(texts, DEFAULT_PREPARATION, { vocabularySize: 8000 });
  const { vocabularySize } = tokenizer;
  const model = SequenceClassifier.create(
    { vocabularySize, embeddingSize, hiddenSizes, classes: 2, pooling: "concat" },
    { seed: 0 },
  );
  const config = { labels: ["negative", "positive"], preparation: DEFAULT_PREPARATION, temperature: 1 };
  const classifier = new TextClassifier(config, tokenizer, [{ model, reversed: false }]);
  await saveTextClassifier(directory, classifier);
  classifier.dispose();
}
