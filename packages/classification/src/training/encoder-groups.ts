import type { SequenceClassifier } from "@engram/lstm-core";

/** A classifier's parameters from the input to the output, as discriminative rates and gradual unfreezing take them. */
export function encoderGroups({ config }: SequenceClassifier): string[][] {
  const embedding = config.embeddingSize === undefined ? [] : [["embedding"]];
  const layers = config.hiddenSizes.map((_, layer) => [`lstm.${layer}`]);
  return [...embedding, ...layers, ["output", "attention"]];
}
