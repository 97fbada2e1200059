import { clean } from "@engram/tokenizer";
import type { TrainingOptions } from "./training-options.ts";

/** The options of a run that decide what its text is. A model's later texts are cleaned in the same way. */
export type CleaningOptions = Pick<
  TrainingOptions,
  | "textField"
  | "normalize"
  | "stripHtml"
  | "lowercase"
  | "plainPunctuation"
  | "tidyWhitespace"
  | "specialCharacters"
>;

/** One block of whole lines, cleaned; it still ends its last line where the block did. */
export function cleanBlock(block: string, options: CleaningOptions): string {
  const { normalize, stripHtml, lowercase, plainPunctuation, tidyWhitespace, specialCharacters } = options;
  const text = clean(block, {
    htmlTags: stripHtml ? "remove" : "keep",
    htmlEntities: stripHtml ? "decode" : "keep",
    normalization: normalize,
    lookAlikes: plainPunctuation ? "plain" : "keep",
    specialCharacters: specialCharacters === "space" ? { replaceWith: " " } : specialCharacters,
    letterCase: lowercase ? "lower" : "keep",
    whitespace: tidyWhitespace ? "tidy" : "keep",
  });
  return tidyWhitespace && text !== "" && block.endsWith("\n") ? `${text}\n` : text;
}
