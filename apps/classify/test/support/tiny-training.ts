/** Flags of a model that is trained in a second. */
export const TINY = [
  ...["--text-field", "review", "--label-field", "stars", "--vocabulary-size", "300"],
  ...["--embedding-size", "8", "--hidden-sizes", "12", "--pretrain-epochs", "1", "--epochs", "4"],
  ...["--learning-rate", "0.02", "--batch-size", "8", "--dropout", "0", "--output-dropout", "0"],
  ...["--ngram-buckets", "65536"],
];
