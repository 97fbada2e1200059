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
