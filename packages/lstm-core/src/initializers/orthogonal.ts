import type { Random } from "@engram/random";

/**
 * A random matrix with orthonormal rows (Saxe, McClelland and Ganguli 2014).
 *
 * Normal numbers, made orthonormal row by row (modified Gram-Schmidt, in float64).
 *
 * @param shape [rows, columns], rows at most columns.
 */
export function orthogonal([rows, columns]: readonly number[], random: Random): Float32Array {
  if (rows > columns) throw new RangeError(`orthogonal: expected rows <= columns, got [${rows}, ${columns}]`);
  const matrix = Float64Array.from({ length: rows * columns }, () => random.normal());
  for (let row = 0; row < rows; row++) {
    const current = matrix.subarray(row * columns, (row + 1) * columns);
    for (let earlier = 0; earlier < row; earlier++) {
      const other = matrix.subarray(earlier * columns, (earlier + 1) * columns);
      const along = dot(current, other);
      for (let column = 0; column < columns; column++) current[column] -= along * other[column];
    }
    const length = Math.sqrt(dot(current, current));
    for (let column = 0; column < columns; column++) current[column] /= length;
  }
  return Float32Array.from(matrix);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += a[index] * b[index];
  return sum;
}
