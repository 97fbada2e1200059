const LETTER_OF: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "@": "a",
  $: "s",
  "€": "e",
  "£": "l",
  "¢": "c",
  "¥": "y",
  "!": "i",
};

/** Letters with digits or signs between them, no part of an address, a path or a name in a program. */
const WORD = /(?<![^\s"'(,;:>*-])[a-z]+(?:[01345@$€£¢¥!]{1,2}[a-z]+)+(?=[\s"'),;:<*?-]|[.!](?:\s|$)|$)/giu;
/** Names of formats and programs that have a digit before another word. */
const TECHNICAL =
  /^(?:mp[34]|md[45]|sha1|log4|ext[34]|ipv[46]|web3|base[36]|py3|sql|h[0-9]|x[0-9]|utf|k8|i18|l10)/i;

/** Digits and signs inside words as the letters that they stand for; `report` is called for each such word. */
export function foldInnerSymbols(text: string, report: () => void): string {
  return text.replace(WORD, (word) => {
    if (!isDisguised(word)) return word;
    report();
    const isCapital = word === word.toUpperCase();
    return word.replace(/[^a-z]/gi, (sign) => {
      const letter = LETTER_OF[sign];
      return isCapital ? letter.toUpperCase() : letter;
    });
  });
}

function isDisguised(word: string): boolean {
  const letters = word.replace(/[^a-z]/gi, "");
  // Mixed case is an identifier or encoded data.
  const isOneCase = letters === letters.toUpperCase() || letters.slice(1) === letters.slice(1).toLowerCase();
  // "postmaster@localhost" is an address.
  const isAddress = word.includes("@") && letters.length > 8;
  return isOneCase && word.length >= 4 && !isAddress && !TECHNICAL.test(word);
}
