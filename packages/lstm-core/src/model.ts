import { LanguageModel } from "./language-model.ts";
import type { ModelDescription } from "./model-config-file.ts";
import type { NamedArray } from "./named-array.ts";
import { SequenceClassifier } from "./sequence-classifier.ts";

/** A model that can be kept in a folder. */
export type Model = LanguageModel | SequenceClassifier;

/** The model of a description, with the given parameters. @throws RangeError when they do not fit. */
export function modelFromArrays(
  { type, config }: ModelDescription,
  arrays: Readonly<Record<string, NamedArray>>,
): Model {
  return type === "language-model"
    ? LanguageModel.fromParameters(config, arrays)
    : SequenceClassifier.fromParameters(config, arrays);
}
