import unhomoglyph from "unhomoglyph";
import { expect, test } from "vitest";
import { lookAlikeLetter } from "../src/obfuscation/look-alike-letters.ts";

/** Small capitals, and the letters to which Unicode's table sends other look-alikes without going on to Latin ones. */
const SMALL_CAPITALS = new Map(
  Array.from("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢĸʍꞓɩ", (letter, index) => [
    letter,
    "abcdefghijklmnoprstuvwyzkmei"[index],
  ]),
);
const CHARACTERS = Array.from({ length: 0x110000 }, (_, code) => code)
  .filter((code) => code < 0xd800 || code > 0xdfff)
  .map((code) => String.fromCodePoint(code));

function inTable(character: string): string {
  const alike = unhomoglyph(character);
  return SMALL_CAPITALS.get(alike) ?? SMALL_CAPITALS.get(character) ?? alike;
}

/** The whole table costs every program that tells spam 20 ms and 100 kB: written anew by `vitest --update`. */
test("what is looked up are the letters of unhomoglyph's table that no compatibility form tells", async () => {
  const rows = new Map<string, string>();
  for (const character of CHARACTERS) {
    const letter = inTable(character);
    if (/^[a-z]$/i.test(character.normalize("NFKC")) || !/^[a-z]$/i.test(letter)) continue;
    rows.set(letter, (rows.get(letter) ?? "") + character);
  }
  const lines = [...rows.keys()].sort().map((letter) => `  "${letter}${rows.get(letter)}",\n`);
  const head = `/**
 * Letters, each with what looks like it: from Unicode's table of confusables (Unicode Technical Standard 39) in version
 * 1.0.6 of the package unhomoglyph, by \`test/look-alike-letters.test.ts\`.
 */
`;
  await expect(
    `${head}export const LOOK_ALIKES: readonly string[] = [\n${lines.join("")}];\n`,
  ).toMatchFileSnapshot("../src/obfuscation/look-alikes.ts");
});

test("every character has the letter that the whole table gives it", () => {
  /** The table takes a capital I for a small l: the small letter knows better. For others the capital looks more like one. */
  const letterOf = (character: string): string | undefined => {
    const plain = character.normalize("NFKC");
    if (/^[a-z]$/i.test(plain)) return plain;
    const lower = character.toLowerCase();
    const small = /^[a-z]$/.test(inTable(lower)) ? inTable(lower) : undefined;
    if (lower === character) return small;
    return /^[A-Z]$/.test(unhomoglyph(character)) ? unhomoglyph(character) : small?.toUpperCase();
  };
  const different = CHARACTERS.filter((character) => lookAlikeLetter(character) !== letterOf(character));
  expect(different).toEqual([]);
});
