import type { ClassifierModel } from "./classifier-model.ts";

/** Tokens of a batch, padding included: enough to keep the cores busy, little enough for any memory. */
const BATCH_TOKENS = 16_384;
const BATCH_ROWS = 128;

/**
 * The probability of each class for each text, in batches of texts of about the same length.
 *
 * @param sequences N lists of token ids, none empty.
 * @returns [N,C] row-major, in the order of the texts.
 */
export async function predictProbabilities(
  model: ClassifierModel,
  sequences: readonly Int32Array[],
): Promise<Float32Array> {
  const { classes } = model.config;
  const probabilities = new Float32Array(sequences.length * classes);
  for (const rows of batchesByLength(sequences)) {
    const batch = padRows(rows.map((row) => sequences[row]));
    const values = await numbersOf(model.probabilities(batch));
    for (const [index, row] of rows.entries()) {
      probabilities.set(values.subarray(index * classes, (index + 1) * classes), row * classes);
    }
  }
  return probabilities;
}

async function numbersOf(result: ReturnType<ClassifierModel["probabilities"]>): Promise<Float32Array> {
  if (result instanceof Float32Array) return result;
  const numbers = Float32Array.from(await result.data());
  result.dispose();
  return numbers;
}

/** Which texts are read together. */
function batchesByLength(sequences: readonly Int32Array[]): number[][] {
  const order = [...sequences.keys()].sort((a, b) => sequences[a].length - sequences[b].length);
  const batches: number[][] = [];
  let batch: number[] = [];
  for (const row of order) {
    const tokens = sequences[row].length * (batch.length + 1);
    if (batch.length > 0 && (tokens > BATCH_TOKENS || batch.length === BATCH_ROWS)) {
      batches.push(batch);
      batch = [];
    }
    batch.push(row);
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}

function padRows(rows: readonly Int32Array[]) {
  const lengths = Int32Array.from(rows, ({ length }) => length);
  const sequenceLength = lengths.reduce((longest, length) => Math.max(longest, length), 0);
  const inputs = new Int32Array(rows.length * sequenceLength);
  for (const [index, row] of rows.entries()) inputs.set(row, index * sequenceLength);
  return { inputs, lengths, batchSize: rows.length, sequenceLength };
}
