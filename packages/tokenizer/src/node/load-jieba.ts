/**
 * Loads jieba, which knows Chinese words by a dictionary, for `segmentWords` and `WordTokenizer.train`.
 *
 * @returns a function that cuts a Chinese text into words which make it up.
 * @throws Error when the optional package @node-rs/jieba is not installed.
 */
export async function loadJieba(): Promise<(text: string) => string[]> {
  try {
    const [{ Jieba }, { dict }] = await Promise.all([
      import("@node-rs/jieba"),
      import("@node-rs/jieba/dict.js"),
    ]);
    const jieba = Jieba.withDict(dict);
    return (text) => jieba.cut(text, true);
  } catch (cause) {
    throw new Error(
      `loadJieba: expected @node-rs/jieba to be installed (npm install @node-rs/jieba): ${cause}`,
      { cause },
    );
  }
}
