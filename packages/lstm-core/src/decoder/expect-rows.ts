/** @throws RangeError unless there is one token for each row. */
export function expectRows(count: number, batchSize: number): void {
  if (count !== batchSize) {
    throw new RangeError(`Decoder.step: expected ${batchSize} token ids, one a row, got ${count}`);
  }
}
