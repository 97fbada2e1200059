import type { BatchStream, TokenBatch } from "./batch-stream.ts";
import { checkCount } from "./check-count.ts";
import { indexPermutation } from "./index-permutation.ts";
import { indexedBatchStream } from "./indexed-batch-stream.ts";

/** Whole sequences, padded on the right to the longest of the batch. */
export interface SequenceBatch extends TokenBatch {
  /** [B]: tokens of each row before its padding. */
  readonly lengths: Int32Array;
  /** [B]: which of the given sequences each row is. */
  readonly exampleIds: Int32Array;
}

/** Whole sequences and the class of each. */
export interface LabelledBatch extends SequenceBatch {
  /** [B] */
  readonly labels: Int32Array;
}

export interface LengthBucketsOptions {
  /** B: sequences of a batch; an epoch's remainder makes one smaller batch. */
  readonly batchSize: number;
  /** [N]: class of each sequence. */
  readonly labels?: ArrayLike<number>;
  /** Other batches, in another order, in every epoch. Default false: the same batches, shortest first. */
  readonly shuffle?: boolean;
  /** Which orders; default 0. */
  readonly seed?: number;
  /** The id that fills a row's end; default 0. Its targets are -1. */
  readonly paddingId?: number;
}

/** Batches that are made from one pool of neighbours in the shuffled order: more mean less padding, less chance. */
const POOL_BATCHES = 128;

/**
 * Batches of whole sequences of similar length, so that little of a batch is padding.
 *
 * With `shuffle`, each epoch takes the sequences in a random order, sorts every run of 128 B of them by length,
 * cuts the runs into batches and delivers the batches in a random order.
 * For classification a batch has `labels`; for language models of separate texts (lines, poems) `targets` are
 * the next tokens within a row, and -1 at a row's last token and in its padding.
 *
 * @param sequences N lists of token ids, none empty.
 * @returns batches with inputs [B,T], targets [B,T], lengths [B], exampleIds [B] and, where given, labels [B];
 *   T is the longest length of the batch. Each starts anew (`startsStream` is true).
 * @throws RangeError for an empty sequence, no sequences, or labels of another number than sequences.
 */
export function lengthBuckets(
  sequences: readonly ArrayLike<number>[],
  options: LengthBucketsOptions & { readonly labels: ArrayLike<number> },
): BatchStream<LabelledBatch>;
export function lengthBuckets(
  sequences: readonly ArrayLike<number>[],
  options: LengthBucketsOptions,
): BatchStream<SequenceBatch>;
export function lengthBuckets(
  sequences: readonly ArrayLike<number>[],
  options: LengthBucketsOptions,
): BatchStream<SequenceBatch> {
  const { batchSize, labels, shuffle = false, seed = 0, paddingId = 0 } = options;
  checkCount("lengthBuckets", "batchSize", batchSize);
  checkCount("lengthBuckets", "the number of sequences", sequences.length);
  if (labels && labels.length !== sequences.length) {
    throw new RangeError(
      `lengthBuckets: expected ${sequences.length} labels (one per sequence), got ${labels.length}`,
    );
  }
  const empty = sequences.findIndex((sequence) => sequence.length === 0);
  if (empty >= 0)
    throw new RangeError(`lengthBuckets: expected sequences of 1 or more tokens, got none in ${empty}`);

  const batchesPerEpoch = Math.ceil(sequences.length / batchSize);
  const lengths = Int32Array.from(sequences, (sequence) => sequence.length);
  const tokens = lengths.reduce((sum, length) => sum + length, 0);
  let cached: { epoch: number; order: Int32Array } | undefined;
  const orderOf = (epoch: number): Int32Array => {
    if (cached?.epoch !== epoch) cached = { epoch, order: orderByLength(lengths, options, epoch) };
    return cached.order;
  };

  return indexedBatchStream({
    name: "lengthBuckets",
    plan:
      `lengthBuckets(sequences=${sequences.length}, tokens=${tokens}, batchSize=${batchSize}, ` +
      `${shuffle ? `shuffled by seed ${seed}` : "by length"}, paddingId=${paddingId})`,
    batchesPerEpoch,
    batchAt(epoch, index) {
      const batch = shuffle ? indexPermutation(batchesPerEpoch, { seed, epoch })(index) : index;
      const exampleIds = orderOf(shuffle ? epoch : 0).slice(batch * batchSize, (batch + 1) * batchSize);
      const rows = Array.from(exampleIds, (example) => sequences[example]);
      const padded = padRows(rows, paddingId);
      return labels
        ? { ...padded, exampleIds, labels: exampleIds.map((example) => labels[example]) }
        : { ...padded, exampleIds };
    },
  });
}

/** The examples of one epoch's batches, one batch after the other. */
function orderByLength(
  lengths: Int32Array,
  { batchSize, shuffle, seed = 0 }: LengthBucketsOptions,
  epoch: number,
) {
  const byLength = (one: number, other: number) => lengths[one] - lengths[other];
  if (!shuffle) return Int32Array.from(lengths.keys()).sort(byLength);
  const order = Int32Array.from(lengths.keys(), indexPermutation(lengths.length, { seed, epoch }));
  const poolSize = POOL_BATCHES * batchSize;
  for (let start = 0; start < order.length; start += poolSize) {
    order.subarray(start, start + poolSize).sort(byLength);
  }
  return order;
}

/** inputs and next-token targets [B,T], T being the longest row. */
function padRows(
  rows: readonly ArrayLike<number>[],
  paddingId: number,
): TokenBatch & { lengths: Int32Array } {
  const lengths = Int32Array.from(rows, (row) => row.length);
  const sequenceLength = lengths.reduce((longest, length) => Math.max(longest, length), 0);
  const inputs = new Int32Array(rows.length * sequenceLength).fill(paddingId);
  const targets = new Int32Array(rows.length * sequenceLength).fill(-1);
  for (const [row, ids] of rows.entries()) {
    const start = row * sequenceLength;
    inputs.set(ids, start);
    for (let time = 1; time < ids.length; time++) targets[start + time - 1] = ids[time];
  }
  return { inputs, targets, batchSize: rows.length, sequenceLength, lengths, startsStream: true };
}
