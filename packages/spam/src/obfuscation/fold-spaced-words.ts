/** Four or more single characters with the same sign or space between each: "v i a g r a", "f.r.e.e". */
const SPACED =
  /(?<![\p{L}\p{N}\p{M}./@])[a-zA-Z]([ \t.\-_*·•~|^+:,'’/\\])[a-zA-Z0-9@$€!](?:\1[a-zA-Z0-9@$€!]){2,}(?![\p{L}\p{N}\p{M}]|\.[\p{L}\p{N}])/gu;

/** Words whose letters are spaced, put together; `report` is called for each. */
export function foldSpacedWords(text: string, report: () => void): string {
  return text.replace(SPACED, (spaced: string, separator: string, place: number) => {
    const word = spaced.replaceAll(separator, "");
    const isAcronym = separator === "." && text[place + spaced.length] === "." && word.length < 6;
    if (isAcronym || isHonest(word, separator)) return spaced;
    report();
    return word;
  });
}

/** An acronym without its last point, an alphabet, a list of variables or of short words rather than one word. */
function isHonest(word: string, separator: string): boolean {
  const letters = word.toLowerCase().replace(/[^a-z]/g, "");
  if (letters.length < 4 || !/[aeiouy]/.test(letters) || !/[^aeiouy]/.test(letters)) return true;
  if (separator === "." && word === word.toUpperCase() && word.length < 6) return true;
  return Array.from(letters).every((letter, index) => index === 0 || letter >= letters[index - 1]);
}
