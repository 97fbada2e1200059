import { sentiment } from "@engram/sentiment";
import { loadSpamFilter, memoryFeedback } from "@engram/spam";
import { describe, expect, test } from "vitest";
import { EXAMPLES } from "../src/rooms/judge/examples.ts";
import { JudgeDesk } from "../src/worker/judge/judge-desk.ts";

const desk = new JudgeDesk();
const reviews = Object.values(EXAMPLES.sentiment);
const messages = Object.values(EXAMPLES.spam);

describe("a judgement", () => {
  test.each(Object.entries(EXAMPLES.sentiment))(
    "of a review is what sentiment() says: %s",
    async (_, text) => {
      expect(await desk.judge("sentiment", text)).toMatchObject({
        ...(await sentiment(text)),
        kind: "review",
      });
    },
  );

  test("of a message is what the shipped filter says of the string, mails with headers among them", async () => {
    const filter = await loadSpamFilter({ threads: 1, store: memoryFeedback() });
    const expected = await filter.predict(messages);
    filter.dispose();
    const judged = await Promise.all(messages.map((text) => desk.judge("spam", text)));
    for (const [index, prediction] of expected.entries()) expect(judged[index]).toMatchObject(prediction);
    expect(judged.map(({ kind }) => kind)).toEqual(["message", "mail", "mail", "message"]);
  });

  test("tells when a text is longer than the model reads, exactly", async () => {
    const isCut = async (words: number) =>
      (await desk.judge("sentiment", new Array(words).fill("good").join(" "))).isCut;
    // One token a word, and the one that every document begins with.
    expect([await isCut(1023), await isCut(1024)]).toEqual([false, true]);
  });
});

describe("deciding words", () => {
  test("are those without which the text is judged otherwise, in the places where they stand", async () => {
    const text = "The actors are fine. The ending is terrible, and I hated it.";
    const { words } = (await desk.explain("sentiment", text))!;
    expect(words.map(({ start, end }) => text.slice(start, end))).toEqual(words.map((word) => word.text));
    const least = words.reduce((one, other) => (one.influence < other.influence ? one : other));
    expect(["terrible,", "hated"]).toContain(least.text);
    expect(least.influence).toBeLessThan(-0.5);
  });

  test("of a text that is too long stand in its beginning and its end, in the places where they do in the whole", async () => {
    const text = `A terrible beginning. ${"This middle is never read by it. ".repeat(1000)}A wonderful ending!`;
    const { words } = (await desk.explain("sentiment", text))!;
    expect(words.length).toBeLessThanOrEqual(100);
    expect(words[0].start).toBe(0);
    expect(words.at(-1)?.end).toBe(text.length);
    const first = text.slice(words[0].start, words[0].end);
    const last = text.slice(words.at(-1)!.start, words.at(-1)!.end);
    expect([first, last]).toEqual([words[0].text, words.at(-1)?.text]);
    expect(first).toContain("terrible");
    expect(last).toContain("ending!");
    expect(words[0].influence).toBeLessThan(0);
  });

  test("of a mail name no header field as all that decides: it stays a mail without its first word", async () => {
    const text = "From: anna@university.example\n\nSee you at the station!";
    expect((await desk.judge("spam", text)).kind).toBe("mail");
    const mail = await desk.explain("spam", text);
    const cut = await desk.judge("spam", text.slice("From:".length));
    expect(cut.kind).toBe("message");
    const asMessage = Math.log(cut.probabilities.spam / cut.probabilities.ham);
    const { probabilities } = await desk.judge("spam", text);
    const jump = Math.log(probabilities.spam / probabilities.ham) - asMessage;
    expect(Math.abs(mail!.words[0].influence)).toBeLessThan(Math.abs(jump));
  });

  test("of an older text are given up when a newer one is asked about", async () => {
    const older = desk.explain("sentiment", reviews[0]);
    const newer = desk.explain("sentiment", reviews[1]);
    expect(await older).toBeUndefined();
    expect((await newer)?.words[0].text).toBe("Two");
  });

  test("let a judgement in between", async () => {
    const order: string[] = [];
    const long = desk.explain("sentiment", `${reviews[0]} ${reviews[1]}`).then(() => order.push("words"));
    await new Promise((resolve) => setTimeout(resolve, 5));
    await desk.judge("sentiment", "Dull.").then(() => order.push("judgement"));
    await long;
    expect(order).toEqual(["judgement", "words"]);
  });
});

describe("swaps", () => {
  test("differ from the text in the words of the groups alone, and say how far they move the score", async () => {
    const text = "Emily, a nurse from Mexico, is a brave woman. I liked the Muslim family.";
    const swaps = (await desk.swaps("sentiment", text))!;
    const before = (await desk.judge("sentiment", text)).probabilities.positive;
    const changed = swaps.map(({ category, to, text: swapped, changed: spans }) => [
      category,
      to,
      spans.map(({ start, end }) => swapped.slice(start, end)).join(" "),
    ]);
    expect(changed).toContainEqual(["gender", "male", "Andrew man"]);
    expect(changed).toContainEqual(["origin", "African American", "Keisha"]);
    expect(changed).toContainEqual(["nationality", "French", "France"]);
    expect(changed).toContainEqual(["religion", "Jewish", "Jewish"]);
    expect(swaps).toHaveLength(1 + 1 + 10 + 4);
    for (const swap of swaps.filter(({ category }) => category !== "nationality")) {
      const { probabilities } = await desk.judge("sentiment", swap.text);
      expect(swap.probability).toBeCloseTo(probabilities.positive, 6);
      expect(swap.probabilityChange).toBeCloseTo(probabilities.positive - before, 6);
      expect(Math.sign(swap.logOddsChange)).toBe(Math.sign(swap.probabilityChange));
    }
  });

  test("of the reader replace whole words everywhere, and are none where the word does not stand", async () => {
    const swap = await desk.replace("sentiment", "An art film. Art? The actor starts.", "art", "$& bad");
    expect(swap?.text).toBe("An $& bad film. $& bad? The actor starts.");
    expect(swap?.probabilityChange).toBeLessThan(0);
    expect(await desk.replace("sentiment", "The actor starts.", "art", "bad")).toBeUndefined();
    expect(await desk.replace("sentiment", "What (a film)", "(a", "the")).toMatchObject({
      text: "What the film)",
    });
  });
});

test("a correction of the spam filter is heeded at once, and forgotten when asked", async () => {
  const [, friend] = messages;
  const before = await desk.judge("spam", friend);
  await desk.learn(friend, "spam");
  expect((await desk.judge("spam", friend)).label).toBe("spam");
  await desk.forget();
  expect(await desk.judge("spam", friend)).toEqual(before);
});
