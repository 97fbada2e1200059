// Preprocess: clean special characters, segment, tokenize three ways; English and Chinese.
import { BpeTokenizer, CharTokenizer, clean, segmentSentences, segmentWords, WordTokenizer } from "@engram/tokenizer";

const raw = "<p>The caf\u0065\u0301 &amp; the\u00a0sea:\u200b \u201cCall me Ishmael.\u201d</p> Some years ago…";
const text = clean(raw, { stripHtml: true, normalize: "NFC", collapseWhitespace: true });
console.log(text);
console.log([...segmentSentences(text)].length, "sentences;", [...segmentWords("白鲸在海里游泳", { locale: "zh" })].join(" | "));

const texts = [text, "the whale, the sea, the ship; the whale again"];
for (const tokenizer of [
  await CharTokenizer.train(texts),
  await WordTokenizer.train(texts, { minFrequency: 1 }),
  await BpeTokenizer.train(texts, { vocabularySize: 300 }),
]) {
  const tokenIds = tokenizer.encode("the whale");
  console.log(tokenizer.kind, tokenizer.vocabularySize, `[${tokenIds.join(" ")}]`, tokenizer.decode(tokenIds));
}
