import { SIGNALS, type SignalName } from "./text-signals.ts";

/** Cells of each signal that are told. */
const BEST = 3;

/** A cell that follows a signal. */
export interface CellMatch {
  readonly layer: number;
  readonly cell: number;
  /** Pearson's r in the text's first half, in which the cell was searched. */
  readonly found: number;
  /** The same cell's r in the second half, which had no part in the choice. */
  readonly confirmed: number;
}

export interface SignalMatches {
  readonly signal: SignalName;
  readonly matches: readonly CellMatch[];
}

/**
 * For each signal the cells that follow it best.
 *
 * Of hundreds of cells some follow anything by chance: so they are chosen in one half of the text, by |r|, and
 * what counts is their r in the other. A signal that does not change in both halves is left out.
 *
 * @param layers for each layer [T,H].
 * @param signals [T] each.
 */
export function rankCells(
  layers: readonly Float32Array[],
  signals: Readonly<Record<SignalName, Float32Array>>,
): SignalMatches[] {
  const steps = signals[SIGNALS[0]].length;
  const half = Math.floor(steps / 2);
  return SIGNALS.flatMap((signal) => {
    const first = standardize(signals[signal], 0, half);
    const second = standardize(signals[signal], half, steps);
    if (first === undefined || second === undefined) return [];
    const all = layers.flatMap((cells, layer) => {
      const size = cells.length / steps;
      const found = correlations(cells, size, first, 0);
      return Array.from(found, (r, cell) => ({ layer, cell, found: r }));
    });
    const matches = all
      .sort((a, b) => Math.abs(b.found) - Math.abs(a.found))
      .slice(0, BEST)
      .map(({ layer, cell, found }) => {
        const size = layers[layer].length / steps;
        const confirmed = correlations(layers[layer], size, second, half)[cell];
        return { layer, cell, found, confirmed };
      });
    return [{ signal, matches }];
  });
}

/** Zero mean and unit length; `undefined` where it never changes. */
function standardize(signal: Float32Array, start: number, end: number): Float64Array | undefined {
  const part = Float64Array.from(signal.subarray(start, end));
  const mean = part.reduce((sum, value) => sum + value, 0) / part.length;
  const length = Math.sqrt(part.reduce((sum, value) => sum + (value - mean) ** 2, 0));
  if (!(length > 1e-9)) return undefined;
  return part.map((value) => (value - mean) / length);
}

/**
 * Pearson's r of each cell with a standardized signal; 0 of a cell that never changes.
 *
 * @param cells [T,H].
 * @param signal of the steps from `start` on.
 */
function correlations(cells: Float32Array, size: number, signal: Float64Array, start: number): Float64Array {
  const products = new Float64Array(size);
  const sums = new Float64Array(size);
  const squares = new Float64Array(size);
  for (let step = 0; step < signal.length; step++) {
    const row = (start + step) * size;
    for (let cell = 0; cell < size; cell++) {
      const value = cells[row + cell];
      products[cell] += value * signal[step];
      sums[cell] += value;
      squares[cell] += value * value;
    }
  }
  return products.map((product, cell) => {
    const variation = squares[cell] - sums[cell] ** 2 / signal.length;
    return variation > 1e-9 ? product / Math.sqrt(variation) : 0;
  });
}
