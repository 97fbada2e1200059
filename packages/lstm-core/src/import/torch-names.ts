/** What stands before `weight`, `bias` and so on in a PyTorch state_dict: the attribute's name and a dot. */
export interface TorchNames {
  /** Of the nn.Embedding; default "embedding.". */
  readonly embedding?: string;
  /** Of the nn.LSTM; default "lstm.". */
  readonly lstm?: string;
  /** Of the nn.Linear; default "output.". */
  readonly output?: string;
}

export function torchNames({
  embedding = "embedding.",
  lstm = "lstm.",
  output = "output.",
}: TorchNames): Required<TorchNames> {
  return { embedding, lstm, output };
}

/** The names of one layer and direction of an nn.LSTM. */
export function torchLstmNames(prefix: string, layer: number, direction: "forward" | "backward") {
  const suffix = `l${layer}${direction === "backward" ? "_reverse" : ""}`;
  return {
    kernel: `${prefix}weight_ih_${suffix}`, // [4H,I]
    recurrentKernel: `${prefix}weight_hh_${suffix}`, // [4H,H]
    inputBias: `${prefix}bias_ih_${suffix}`, // [4H]
    hiddenBias: `${prefix}bias_hh_${suffix}`, // [4H]
  };
}
