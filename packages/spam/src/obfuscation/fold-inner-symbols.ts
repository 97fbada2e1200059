const LETTER_OF: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "@": "a",
  $: "s",
  "€": "e",
  "£": "l",
  "¢": "c",
  "¥": "y",
  "!": "i",
};

const CHUNK = /\S+/g;
/** UTF-16 units; what is longer is data. */
const LONGEST_CHUNK = 100;
const DISGUISE = /[a-z][0134@$€£¢¥!]{1,2}[a-z]/i;
/** A mail or web address, a path, a name in a program, encoded data. */
const ADDRESS = /^[<[(]*[^\s<]+@[^@]*(?:\.\p{L}|\.\.|>)|[\\/=_#&?+]|\.\p{L}{2}/u;
const WORD = /(?<![\p{L}\p{N}])[a-zA-Z]+(?:[0134@$€£¢¥!]{1,2}[a-zA-Z]+)+(?![\p{L}\p{N}])/gu;
/** Formats and programs that have a digit in their name. */
const TECHNICAL = /mp[34]|pop3|md[45]|sha1|log4|ext[34]|ipv4|web3|py3|x11|h[0-9]|utf/i;

/** Digits and signs inside words as the letters that they stand for; `report` is called for each such word. */
export function foldInnerSymbols(text: string, report: () => void): string {
  return text.replace(CHUNK, (chunk) => {
    if (chunk.length > LONGEST_CHUNK || !DISGUISE.test(chunk) || ADDRESS.test(chunk)) return chunk;
    return chunk.replace(WORD, (word) => {
      if (!isDisguised(word)) return word;
      report();
      const isCapital = word === word.toUpperCase();
      return word.replace(/[^a-z]/gi, (sign) => {
        const letter = LETTER_OF[sign];
        return isCapital ? letter.toUpperCase() : letter;
      });
    });
  });
}

function isDisguised(word: string): boolean {
  const letters = word.replace(/[^a-z]/gi, "");
  // Mixed case is an identifier or encoded data.
  const isOneCase = letters === letters.toUpperCase() || letters.slice(1) === letters.slice(1).toLowerCase();
  if (!isOneCase || word.length < 4 || TECHNICAL.test(word)) return false;
  // "KB1FVD" and "E10K" are codes.
  if (/^[A-Z0-9]+$/.test(word) && (letters.length < 4 || !/[AEIOUY]/.test(letters))) return false;
  // "listen4ever" means "for", "US$1M" money, "stop!now" two words, "postmaster@localhost" an address.
  const isOtherwise = /4[aeiou]|\$\d|[a-z]{3,}!/i.test(word) || (word.includes("@") && letters.length > 8);
  return !isOtherwise;
}
