import { decodeHTMLStrict } from "entities/decode";
import { plainLookAlikes } from "./look-alikes.ts";
import { stripTags } from "./strip-tags.ts";

export interface CleanOptions {
  /** HTML tags, comments, scripts and style sheets. Default "keep". */
  readonly htmlTags?: "keep" | "remove";
  /** HTML entities such as "&amp;", once and after the tags were removed: "&lt;b&gt;" becomes "<b>". Default "keep". */
  readonly htmlEntities?: "keep" | "decode";
  /** Control characters other than tab and line feed, noncharacters and lone surrogates; CR LF and CR become LF. Default "remove". */
  readonly controlCharacters?: "keep" | "remove";
  /** Byte order marks, zero-width spaces, soft hyphens and marks of direction; joiners, which some scripts and emoji need, stay. Default "remove". */
  readonly invisibleCharacters?: "keep" | "remove";
  /** Unicode normalisation form. Default "NFC". */
  readonly normalization?: "NFC" | "NFD" | "NFKC" | "NFKD" | "none";
  /** Curly quotes, dashes, ellipses, odd spaces: "plain" makes them ASCII. Default "keep". */
  readonly lookAlikes?: "keep" | "plain";
  /** What is no letter, mark, digit, whitespace or punctuation: symbols, emoji, private characters. Default "keep". */
  readonly specialCharacters?: "keep" | "remove" | { readonly replaceWith: string };
  /** Default "keep". */
  readonly letterCase?: "keep" | "lower";
  /**
   * "tidy" (default): one space between words, none at the ends of lines, at most one empty line, nothing
   * around the text. "single-line": every run of whitespace is one space.
   */
  readonly whitespace?: "keep" | "tidy" | "single-line";
}

const CONTROL = /[^\P{Cc}\t\n]|\p{Surrogate}|\p{Noncharacter_Code_Point}/gu;
const INVISIBLE = /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]/g;
/** A special character with the marks and joiners that belong to it. Counted, since an engine keeps a way back for each. */
const SPECIAL =
  /(?:[^\p{L}\p{M}\p{N}\p{P}\p{White_Space}\p{Join_Control}$+<=>^`|~][\p{M}\p{Join_Control}]*){1,256}/gu;

/**
 * A text made even, step by step in the order of the options.
 *
 * @throws RangeError when a normalisation form has another name.
 */
export function clean(text: string, options: CleanOptions = {}): string {
  const { specialCharacters = "keep", normalization = "NFC" } = options;
  const normalized = (part: string) => (normalization === "none" ? part : part.normalize(normalization));
  let result = text;
  if (options.htmlTags === "remove") result = stripTags(result);
  if (options.htmlEntities === "decode") result = decodeHTMLStrict(result);
  if (options.controlCharacters !== "keep") result = result.replace(/\r\n?/g, "\n").replace(CONTROL, "");
  if (options.invisibleCharacters !== "keep") result = result.replace(INVISIBLE, "");
  result = normalized(result);
  if (options.lookAlikes === "plain") result = plainLookAlikes(result);
  if (specialCharacters !== "keep") {
    result = result.replace(SPECIAL, () =>
      specialCharacters === "remove" ? "" : specialCharacters.replaceWith,
    );
  }
  if (options.letterCase === "lower") result = result.toLowerCase();
  // Letters and marks that a step brought together make one character.
  return withWhitespace(normalized(result), options.whitespace ?? "tidy");
}

function withWhitespace(text: string, policy: "keep" | "tidy" | "single-line"): string {
  if (policy === "keep") return text;
  if (policy === "single-line") return text.replace(/\s+/g, " ").trim();
  const lines = text.split(/\n|\u2028|\u2029/).map((line) => line.replace(/\s+/g, " ").trim());
  return lines
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}
