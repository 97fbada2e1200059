import type { CleanOptions } from "@engram/tokenizer";

const CHOICES: Readonly<Record<keyof CleanOptions, readonly string[]>> = {
  htmlTags: ["keep", "remove"],
  htmlEntities: ["keep", "decode"],
  controlCharacters: ["keep", "remove"],
  invisibleCharacters: ["keep", "remove"],
  normalization: ["NFC", "NFD", "NFKC", "NFKD", "none"],
  lookAlikes: ["keep", "plain"],
  specialCharacters: ["keep", "remove"],
  letterCase: ["keep", "lower"],
  whitespace: ["keep", "tidy", "single-line"],
};

/** Cleaning options that come from a file. @throws Error for one that is unknown, since texts would be read otherwise. */
export function readCleanOptions(options: unknown): CleanOptions {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw new Error(`expected preparation.clean to be an object, got ${JSON.stringify(options)}`);
  }
  for (const [name, value] of Object.entries(options)) {
    const isKnown = Object.hasOwn(CHOICES, name) && CHOICES[name as keyof CleanOptions].includes(value);
    if (!isKnown && !(name === "specialCharacters" && typeof value?.replaceWith === "string")) {
      throw new Error(
        `expected preparation.clean to have known options, got ${name}: ${String(JSON.stringify(value)).slice(0, 100)}`,
      );
    }
  }
  return options;
}
