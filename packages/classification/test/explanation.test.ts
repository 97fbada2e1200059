import { Random } from "@engram/random";
import { afterAll, describe, expect, test } from "vitest";
import { wordSpans } from "../src/explanation/word-spans.ts";
import { explain, type TextClassifier } from "../src/index.ts";
import { DECIDING, toyClassifier, toyExamples } from "./support/toy-task.ts";

// Texts that nothing decides teach that no other word does.
const classifier = await toyClassifier({}, toyExamples(120, 6, { decided: false }));
afterAll(() => classifier.dispose());

/** A text without some of its words. */
function without(text: string, spans: readonly { start: number; end: number }[]): string {
  return [...spans]
    .sort((one, other) => other.start - one.start)
    .reduce((rest, { start, end }) => rest.slice(0, start) + rest.slice(end), text);
}

describe("explain", () => {
  test("finds the deciding word, and leaving it out moves the probability more than leaving out any other", async () => {
    for (const { text, label } of toyExamples(20, 7)) {
      const explanation = await explain(classifier, text);
      expect(explanation.label).toBe(label);
      const ordered = [...explanation.words].sort((one, other) => other.influence - one.influence);
      expect(ordered[0].text).toBe(DECIDING[label as keyof typeof DECIDING]);
      const own = classifier.config.labels.indexOf(label);
      const rest = await classifier.probabilities(ordered.map((word) => without(text, [word])));
      const moved = ordered.map((_, place) => explanation.probability - rest[2 * place + own]);
      for (const other of moved.slice(1)) expect(moved[0]).toBeGreaterThan(other + 0.2);
    }
  });

  test("of texts with two deciding words, removing the top two moves more than two random ones or the bottom two", async () => {
    const texts = toyExamples(40, 8).filter(({ label }) => label === "good");
    let [top, any, bottom] = [0, 0, 0];
    const random = new Random(1);
    for (const { text } of texts) {
      const { words, probability } = await explain(classifier, `${text} ${DECIDING.good}`, { label: "good" });
      const ordered = [...words].sort((one, other) => other.influence - one.influence);
      const shuffled = random.shuffle([...words]);
      const kept = await classifier.probabilities(
        [ordered.slice(0, 2), shuffled.slice(0, 2), ordered.slice(-2)].map((removed) =>
          without(`${text} ${DECIDING.good}`, removed),
        ),
      );
      top += (probability - kept[1]) / texts.length;
      any += (probability - kept[3]) / texts.length;
      bottom += (probability - kept[5]) / texts.length;
    }
    expect(top).toBeGreaterThan(0.3);
    expect(top).toBeGreaterThan(any + 0.2);
    expect(top).toBeGreaterThan(bottom + 0.2);
  });

  test("speaks of the original text: offsets are into it, before any cleaning", async () => {
    const text = "The  <b>SPLENDID</b>\n film, & more";
    const { words } = await explain(classifier, text, { label: "good" });
    for (const { text: word, start, end } of words) expect(text.slice(start, end)).toBe(word);
    expect(words.map((word) => word.text)).toEqual(["The", "<b>SPLENDID</b>", "film,", "&", "more"]);
    const best = words.reduce((most, word) => (word.influence > most.influence ? word : most));
    expect(best.text).toBe("<b>SPLENDID</b>");
  });

  test("what speaks for one of two classes speaks as much against the other", async () => {
    const { text } = toyExamples(1, 9)[0];
    const [good, bad] = await Promise.all([
      explain(classifier, text, { label: "good" }),
      explain(classifier, text, { label: "bad" }),
    ]);
    expect(good.probability + bad.probability).toBeCloseTo(1, 6);
    good.words.forEach(({ influence }, place) => {
      expect(influence).toBeCloseTo(-bad.words[place].influence, 2);
    });
  });

  test("takes a long text apart into so many runs of words, which cover them all", async () => {
    const text = toyExamples(5, 3)
      .map((example) => example.text)
      .join(" ");
    const { words } = await explain(classifier, text, { mostParts: 7 });
    expect(words.length).toBeLessThanOrEqual(7);
    expect(words[0].start).toBe(0);
    expect(words.at(-1)?.end).toBe(text.length);
    for (const [place, { start }] of words.slice(1).entries()) expect(start).toBe(words[place].end + 1);
  });

  test("of a text longer than is read, tells the words of its beginning and its end where they stand", async () => {
    const text = `dreadful ${"a film ".repeat(2000)}${"x".repeat(3000)} plot splendid`;
    const asked: (readonly string[])[] = [];
    const watched: Pick<TextClassifier, "config" | "probabilities"> = {
      config: classifier.config,
      probabilities: (texts) => {
        asked.push(texts);
        return classifier.probabilities(texts);
      },
    };
    const { words, probability } = await explain(watched, text, { mostParts: 10_000 });
    for (const { text: word, start, end } of words) expect(text.slice(start, end)).toBe(word);
    expect(words[0]).toMatchObject({ text: "dreadful", start: 0 });
    expect(words.at(-1)).toMatchObject({ text: "splendid", end: text.length });
    // 64 tokens of at most 64 characters are read: nothing longer is predicted, and it is predicted alike.
    expect(Math.max(...asked.flat().map(({ length }) => length))).toBeLessThanOrEqual(64 * 64 + 1);
    const [whole] = await classifier.predict([text]);
    expect(whole.probability).toBe(probability);
  });

  test("of an empty text there are no words", async () => {
    expect((await explain(classifier, "")).words).toEqual([]);
  });

  test("says what does not fit", async () => {
    await expect(explain(classifier, "a", { label: "dull" })).rejects.toThrow(
      "explain: expected one of bad, good, got dull",
    );
    await expect(explain(classifier, "a", { mostParts: 0 })).rejects.toThrow(
      "explain: expected mostParts of 1 or more, got 0",
    );
  });
});

describe("wordSpans", () => {
  const wordsOf = (text: string) => wordSpans(text).map(({ start, end }) => text.slice(start, end));

  test("are what stands between whitespace", () => {
    expect(wordsOf(" It's  good,\nreally\u00a0good 🐳 ")).toEqual(["It's", "good,", "really", "good", "🐳"]);
    expect(wordsOf("שלום עולם")).toEqual(["שלום", "עולם"]);
    expect(wordsOf(" \n")).toEqual([]);
  });

  test("are the segmenter's words where a script has no spaces, the same word at each of its places", () => {
    const words = wordsOf("电影很好看，电影 good");
    expect(words[0]).toBe("电影");
    expect(words.filter((word) => word === "电影")).toHaveLength(2);
    expect(words.at(-1)).toBe("good");
    const spans = wordSpans("电影很好看，电影 good");
    for (const [place, { start }] of spans.slice(1).entries())
      expect(start).toBeGreaterThanOrEqual(spans[place].end);
  });
});
