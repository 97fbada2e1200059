/** The sums of a row-major matrix's first rows, which a wrong product would not have. */
export function productSums(matrix: Float32Array, columns: number): number[] {
  const rows = Math.min(8, matrix.length / columns);
  return Array.from({ length: rows }, (_, row) =>
    matrix.subarray(row * columns, (row + 1) * columns).reduce((sum, value) => sum + value, 0),
  );
}
