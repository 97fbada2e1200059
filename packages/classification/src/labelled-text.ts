/** A text and its class. */
export interface LabelledText {
  readonly text: string;
  readonly label: string;
}

/** Texts as a model reads them. */
export interface EncodedTexts {
  /** N lists of token ids, none empty. */
  readonly sequences: readonly Int32Array[];
  /** [N]: index of each text's class. */
  readonly labels: Int32Array;
}

/** [N]: the index of each label among `labels`. @throws RangeError for a label that is none of them. */
export function labelIndices(given: readonly string[], labels: readonly string[]): Int32Array {
  const indices = new Map(labels.map((label, index) => [label, index]));
  return Int32Array.from(given, (label, position) => {
    const index = indices.get(label);
    if (index === undefined) {
      throw new RangeError(
        `labelIndices: expected one of ${labels.join(", ")}, got "${label}" at position ${position}`,
      );
    }
    return index;
  });
}
