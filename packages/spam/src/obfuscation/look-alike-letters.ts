import unhomoglyph from "unhomoglyph";

/** Small capitals, and the letters to which Unicode's table sends other look-alikes without going on to Latin ones. */
const SMALL_CAPITALS = new Map(
  Array.from("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢĸʍꞓɩ", (letter, index) => [
    letter,
    "abcdefghijklmnoprstuvwyzkmei"[index],
  ]),
);
const known = new Map<string, string | undefined>();

/**
 * The letter a to z or A to Z that a character looks like, or undefined.
 *
 * By Unicode's compatibility forms (fullwidth, mathematical, circled letters) and its table of confusables (Unicode
 * Technical Standard 39), in which case counts: "В" is a B, "в" too, "Р" is a P.
 */
export function lookAlikeLetter(character: string): string | undefined {
  if (!known.has(character)) known.set(character, findLetter(character));
  return known.get(character);
}

function findLetter(character: string): string | undefined {
  const plain = character.normalize("NFKC");
  if (/^[a-z]$/i.test(plain)) return plain;
  const lower = character.toLowerCase();
  if (lower === character) return toLetter(character);
  // The table takes a capital I for a small l: the small letter knows better. For others the capital looks more like one.
  const own = unhomoglyph(character);
  return /^[A-Z]$/.test(own) ? own : toLetter(lower)?.toUpperCase();
}

function toLetter(character: string): string | undefined {
  const alike = unhomoglyph(character);
  const letter = SMALL_CAPITALS.get(alike) ?? SMALL_CAPITALS.get(character) ?? alike;
  return /^[a-z]$/.test(letter) ? letter : undefined;
}
