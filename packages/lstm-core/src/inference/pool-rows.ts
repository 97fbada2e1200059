import type { Pooling } from "../pooling/pooling-kinds.ts";

export interface PoolRowsInputs {
  readonly lengths: Int32Array; // [B]
  readonly sequenceLength: number; // T
  /** [D*H], for "attention". */
  readonly query: Float32Array | undefined;
}

/**
 * What `pool` does with tensors, on plain arrays.
 *
 * @param halves for each direction the last layer's output [B,T,H]; the second went backwards.
 * @returns [B,F]
 */
export function poolRows(
  pooling: Pooling,
  halves: readonly Float32Array[],
  { lengths, sequenceLength, query }: PoolRowsInputs,
): Float32Array {
  const batch = lengths.length;
  const width = halves[0].length / (batch * sequenceLength);
  const whole = halves.length * width;
  const parts = pooling === "concat" ? (["last", "max", "mean"] as const) : ([pooling] as const);
  const pooled = new Float32Array(batch * parts.length * whole);
  for (const [row, length] of lengths.entries()) {
    const steps = halves.map((half) =>
      half.subarray(row * sequenceLength * width, (row * sequenceLength + length) * width),
    );
    const shares = pooling === "attention" ? attentionShares(steps, width, query as Float32Array) : undefined;
    for (const [part, kind] of parts.entries()) {
      for (const [half, values] of steps.entries()) {
        const start = (row * parts.length + part) * whole + half * width;
        const to = pooled.subarray(start, start + width);
        if (kind === "last") {
          const step = half === 0 ? length - 1 : 0;
          to.set(values.subarray(step * width, (step + 1) * width));
        } else if (kind === "max") largest(values, to);
        else weightedSum(values, to, shares);
      }
    }
  }
  return pooled;
}

function largest(values: Float32Array, to: Float32Array): void {
  const width = to.length;
  to.set(values.subarray(0, width));
  for (let index = width; index < values.length; index++) {
    if (values[index] > to[index % width]) to[index % width] = values[index];
  }
}

/** The mean, or with `shares` the sum of each step times its own. */
function weightedSum(values: Float32Array, to: Float32Array, shares: Float64Array | undefined): void {
  const width = to.length;
  const sums = new Float64Array(width);
  const steps = values.length / width;
  for (let step = 0; step < steps; step++) {
    const share = shares === undefined ? 1 / steps : shares[step];
    for (let unit = 0; unit < width; unit++) sums[unit] += share * values[step * width + unit];
  }
  to.set(sums);
}

/** softmax over a row's steps of output . query */
function attentionShares(steps: readonly Float32Array[], width: number, query: Float32Array): Float64Array {
  const scores = new Float64Array(steps[0].length / width);
  for (const [half, values] of steps.entries()) {
    for (let index = 0; index < values.length; index++) {
      scores[Math.floor(index / width)] += values[index] * query[half * width + (index % width)];
    }
  }
  const highest = scores.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY);
  const powers = scores.map((score) => Math.exp(score - highest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
