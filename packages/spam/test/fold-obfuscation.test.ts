import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { foldObfuscation } from "../src/index.ts";

describe("disguised words are read", () => {
  test.each([
    ["Cyrillic inside", "vіаgrа", "viagra"],
    ["Cyrillic alone among Latin words", "buy at раура now", "buy at paypa now"],
    ["Cyrillic capitals", "СНЕАР РILLS", "CHEAP PILLS"],
    ["Greek inside", "cαsinο bοnus", "casino bonus"],
    ["Armenian and Cherokee", "mօney", "money"],
    ["fullwidth", "ｆｒｅｅ Ｍｏｎｅｙ", "free Money"],
    ["mathematical", "𝗙𝗥𝗘𝗘 𝓶𝓸𝓷𝓮𝔂 𝖈𝖆𝖘𝖍", "FREE money cash"],
    ["circled and squared", "ⓕⓡⓔⓔ 🄲🄰🅂🄷", "free CASH"],
    ["small capitals", "ᴠɪᴀɢʀᴀ", "viagra"],
    ["zero width", "vi\u200bag\u2060ra", "viagra"],
    ["soft hyphens", "v\u00adi\u00adagra", "viagra"],
    ["joiners", "ca\u200dsh ca\u200csino", "cash casino"],
    ["marks of direction", "fr\u202eee", "free"],
    ["heaps of marks", "f̷̛͓̈́r̸̝̈́͐e̶͚͛̾e̵̹̽̓", "free"],
    ["struck through", "v̶i̶a̶g̶r̶a̶", "viagra"],
    ["spaces", "get v i a g r a here", "get viagra here"],
    ["points", "v.i.a.g.r.a", "viagra"],
    ["hyphens, stars, bars", "v-i-a-g-r-a f*r*e*e c|a|s|h", "viagra free cash"],
    ["spaced words", "F R E E   M O N E Y", "FREE   MONEY"],
    ["digits", "v1agra, p0rn, m0ney and c4sh.", "viagra, porn, money and cash."],
    ["capitals with digits", "V1AGRA", "VIAGRA"],
    ["signs", "fr€e c@sh V!agra ca$h pa$$word", "free cash Viagra cash password"],
    ["two at once", "v.1.a.g.r.@", "viagr@"],
    ["Cyrillic, spaced", "v і а g r а", "v і а g r а"],
  ])("%s: %s", (_, disguised, plain) => {
    const folded = foldObfuscation(disguised);
    expect(folded.text).toBe(plain);
    expect(folded.count > 0).toBe(disguised !== plain);
  });

  test("words are counted, not letters", () => {
    expect(foldObfuscation("v̶i̶a̶g̶r̶a̶ and vіаgrа and 𝗙𝗥𝗘𝗘 and plain").count).toBe(3);
  });
});

const HONEST = [
  "It's 10:30; the U.S.S.R. and N.A.T.O. met in the U.K., e.g. in room 4B (ISO 9001:2015), a.m. or p.m.",
  "An mp3player with MPEG4, sha1sum, log4j, ext3fs, IPv4, utf8, x86, h264, 3D, 2nd, 1st, 4x4, KB1FVD, E10K, C3PO",
  "Write to jo@home.example, root@localhost.localdomain, see http://a1b.example/x_0y?z=1 or C:\\d1r\\f0o or a_1b = $x",
  "US$100 or €5 or 5€ or $HOME or a$ or wow! Great!Stop or A/B or a, b, c, d, e and x + y - z",
  "Best 2sale4ever; R2D2, B2B, P2P, i18n, k8s; A B C D E F; i.e. vs. etc.; Ph.D.; J. R. R. Tolkien; S.a.r.l. and s.u.s.e.",
  "naïve café coöperation, ångström, Łódź, Dvořák, El Niño, façade, Straße, œuvre, İstanbul, ığdır",
  "Tiếng Việt có nhiều dấu: ẵ ộ ữ ễ ậ, phở bò, nước mắm",
  "Съешь же ещё этих мягких французских булок, да выпей чаю. Он сам рос у реки, а SMSка из IT-отдела, web-сайт.",
  "The words сам and рот stand for himself and mouth in Russian; add мир, дым, щука",
  "В чай кладут сaхaр, и пить его надо горячим",
  "Ο Γιάννης πήγε στην Αθήνα και είδε το σπίτι· όλα τα νέα ΕΙΝΑΙ ΚΑΛΑ. Το USB και ο Η/Υ.",
  "TNFα, IFNγ, β-carotene, μm, kΩ, Δt, πr², σ² and NF-κB",
  "Щедрий вечір, ґанок, їжак і Євшан; Ђорђе, Љубав, Њега",
  "שלום עולם, זה אמיתי\u200f (100%)",
  "السلام عليكم ورحمة الله، می\u200cخواهم کتاب‌ها را",
  "नमस्ते दुनिया, क्\u200dष त्र ज्ञ",
  "日本語のテキストＡＢＣＤと１２３、カタカナ。한국어 텍스트. 中文文本，ＵＳＢ。",
  "สวัสดีชาวโลก ภาษาไทย",
  "The function 𝑓(𝑥) = 𝑎𝑥 + 𝑏, ℝ, ℕ; XVIIᵉ, 1ˢᵗ, Mˡˡᵉ, nº, ª; ˈvɪʤən ɪŋɡlɪʃ",
  "👩‍👩‍👧 🏳️‍🌈 ❤️ 🇻🇮 1️⃣",
  "Tiene e o a u y, à y a-t-il; mais c'est l'été",
];

describe("honest text stays as it is", () => {
  test.each(HONEST)("%s", (text) => {
    expect(foldObfuscation(text)).toEqual({ text, count: 0 });
  });

  test("any mixture of words of one language, too", () => {
    const texts = fc
      .constantFrom(...HONEST.filter((text) => text.split(" ").length > 5))
      .chain((text) => fc.shuffledSubarray(text.split(" "), { minLength: 3 }))
      .map((words) => words.map((word) => `${word},`).join(" "));
    const plain = fc.stringMatching(/^[A-Za-z ,.;:'"?]{0,80}$/).filter((text) => !/\b[a-z]\b/i.test(text));
    const cyrillic = texts.filter((text) => /^[\p{Script=Cyrillic}\p{P}\s]+$/u.test(text));
    fc.assert(
      fc.property(fc.oneof(plain, cyrillic), (text) => {
        expect(foldObfuscation(text)).toEqual({ text, count: 0 });
      }),
    );
  });

  test("hyphenation is taken out and is no disguise", () => {
    expect(foldObfuscation("Donau\u00addampf\u00adschiff\u00adfahrt Auf\u200clage")).toEqual({
      text: "Donaudampfschifffahrt Auflage",
      count: 0,
    });
  });
});

describe("properties", () => {
  const unit = fc.constantFrom(
    ..."aeviagrx AEVR. -,_|01345@$€£!\u200b\u200d\u00ad\u0301\u0336аеіорсВНрβαογяш日ＡｂⓐᴀɪʀʙꜰªᵃﬁǅİΣς𝗮𝐀🄰😀'\n",
  );

  test("folding twice is folding once", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit, maxLength: 40 }), fc.string({ unit: "binary", maxLength: 40 })),
        (text) => {
          const once = foldObfuscation(text).text;
          expect(foldObfuscation(once)).toEqual({ text: once, count: 0 });
        },
      ),
      { numRuns: 5000 },
    );
  });

  test("what is not counted changes only by what is not seen", () => {
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 40 }), (text) => {
        const { text: folded, count } = foldObfuscation(text);
        if (count === 0) expect(folded).toBe(foldedHyphens(text, folded));
      }),
      { numRuns: 2000 },
    );
  });

  const foldedHyphens = (text: string, folded: string) =>
    folded === text
      ? text
      : text.replace(/(?<=[\p{Script=Latin}\p{N}])[\u00ad\u200c]+(?=[\p{Script=Latin}\p{N}])/gu, "");

  test("plain letters in any disguise of look-alikes come back", () => {
    const alike: Record<string, string> = {
      a: "а𝗮",
      c: "сⅽ𝚌",
      e: "еｅ",
      i: "іι",
      o: "оοօ",
      p: "рρ",
      s: "ѕ",
      x: "хⅹ",
    };
    const word = fc
      .array(fc.constantFrom(..."aceiopsxbdgmnrtv"), { minLength: 5, maxLength: 12 })
      .filter((letters) => letters.join("").search(/[bdgmnrtv].*[bdgmnrtv]/) !== -1);
    fc.assert(
      fc.property(word, fc.infiniteStream(fc.nat(3)), (letters, picks) => {
        const disguised = letters.map((letter, index) => {
          const pick = picks.next().value as number;
          const isEdge = index === 0 || index === letters.length - 1;
          return isEdge || pick === 3 ? letter : ([...(alike[letter] ?? "")][pick] ?? letter);
        });
        expect(foldObfuscation(`some words and ${disguised.join("")}`).text).toBe(
          `some words and ${letters.join("")}`,
        );
      }),
    );
  });
});

test("what is no string is refused", () => {
  expect(() => foldObfuscation(null as never)).toThrow("foldObfuscation: expected a string, got object");
});
