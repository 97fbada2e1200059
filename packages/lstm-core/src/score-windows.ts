import { checkTokenIds } from "./check-token-batch.ts";

/** Token ids read by position, such as a token file. */
export interface TokenSource {
  readonly length: number;
  read(start: number, end: number): Int32Array | Promise<Int32Array>;
}

/** How the predictions of a text, one for each token but the first, are laid out in rows. */
export interface ScoreLayout {
  /** B; fewer than asked for where the text is too short for a window each. */
  readonly rows: number;
  /** How many predictions a row holds (the last one may hold fewer): whole windows, so that where windows begin does not depend on B. */
  readonly rowLength: number;
  /** All predictions: the number of tokens less one. */
  readonly predictions: number;
  /** How many steps the window that begins at `start` of each row has. */
  windowLength(start: number): number;
}

/**
 * Cuts N tokens into at most `batchSize` rows of windows of `context` predictions.
 *
 * 10 tokens, context 2, batch size 2: predictions 1 to 9 in rows of 3 windows (6 predictions), the second
 * row holding 3 and padding.
 */
export function scoreLayout(tokens: number, context: number, batchSize: number): ScoreLayout {
  if (tokens < 2) throw new RangeError(`scoreTokens: expected at least two tokens, got ${tokens}`);
  for (const [name, value] of Object.entries({ context, batchSize })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new RangeError(`scoreTokens: expected ${name} to be an integer of at least 1, got ${value}`);
    }
  }
  const predictions = tokens - 1;
  const windows = Math.ceil(predictions / context);
  const windowsPerRow = Math.ceil(windows / batchSize);
  const rows = Math.ceil(windows / windowsPerRow);
  const rowLength = rows === 1 ? predictions : windowsPerRow * context;
  return {
    rows,
    rowLength,
    predictions,
    windowLength: (start) => Math.min(context, rowLength - start),
  };
}

/**
 * The window that begins at `start` of every row: `inputs` and `targets` [B,T], padded with 0 and -1 past
 * the end of the text.
 *
 * @throws RangeError when an id is not in [0, vocabularySize).
 */
export async function scoreWindow(
  source: TokenSource | Int32Array | Uint16Array,
  { rows, rowLength, predictions, windowLength }: ScoreLayout,
  start: number,
  vocabularySize: number,
): Promise<{ inputs: Int32Array; targets: Int32Array }> {
  const time = windowLength(start);
  const inputs = new Int32Array(rows * time);
  const targets = new Int32Array(rows * time).fill(-1);
  for (let row = 0; row < rows; row++) {
    const first = row * rowLength + start;
    const count = Math.min(time, predictions - first);
    if (count <= 0) continue;
    const end = first + count + 1;
    const tokenIds = "read" in source ? await source.read(first, end) : source.subarray(first, end);
    if (tokenIds.length !== count + 1) {
      throw new RangeError(`scoreTokens: expected ${count + 1} ids from ${first} on, got ${tokenIds.length}`);
    }
    checkTokenIds(tokenIds, vocabularySize, "scoreTokens", first);
    inputs.set(tokenIds.subarray(0, count), row * time);
    targets.set(tokenIds.subarray(1), row * time);
  }
  return { inputs, targets };
}
