// Preprocess: clean special characters, segment, tokenize three ways; English and Chinese.
import {
  BpeTokenizer,
  CharTokenizer,
  clean,
  segmentSentences,
  segmentWords,
  WordTokenizer,
} from "@engram/tokenizer";

const raw =
  "<p>The cafe\u0301 &amp; the\u00a0sea:\u200b \u201cCall me Ishmael.\u201d</p> Some years ago\u2026";
const text = clean(raw, { htmlTags: "remove", htmlEntities: "decode", lookAlikes: "plain" });
console.log(text);
console.log(
  segmentSentences("Call me Ishmael. Some years ago."),
  segmentWords("白鲸在海里游泳", { locale: "zh" }),
);

const texts = [text, "the whale, the sea, the ship; the whale again"];
for (const tokenizer of [
  await CharTokenizer.train(texts),
  await WordTokenizer.train(texts, { minFrequency: 1 }),
  await BpeTokenizer.train(texts, { vocabularySize: 300 }),
]) {
  const tokenIds = tokenizer.encode("the whale");
  console.log(
    tokenizer.kind,
    tokenizer.vocabularySize,
    `[${tokenIds.join(" ")}]`,
    tokenizer.decode(tokenIds),
  );
}
