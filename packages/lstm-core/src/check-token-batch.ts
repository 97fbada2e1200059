/**
 * Throws unless every id is in [0, vocabularySize).
 *
 * @param offset where the first id stands in what the caller was given, for the message.
 */
export function checkTokenIds(
  tokenIds: ArrayLike<number>,
  vocabularySize: number,
  owner: string,
  offset = 0,
): void {
  for (let index = 0; index < tokenIds.length; index++) {
    const tokenId = tokenIds[index];
    if (!(Number.isInteger(tokenId) && tokenId >= 0 && tokenId < vocabularySize)) {
      throw new RangeError(
        `${owner}: expected token ids in [0, ${vocabularySize}), got ${tokenId} at position ${offset + index}`,
      );
    }
  }
}

/** The part of a batch that every model reads. */
export interface TokenInputs {
  readonly inputs: Int32Array; // [B,T]
  readonly batchSize: number; // B
  readonly sequenceLength: number; // T
  readonly lengths?: Int32Array; // [B]
}

/** Throws unless `inputs` has B*T ids below V and `lengths`, where given, B lengths in [1, T]. */
export function checkTokenInputs(batch: TokenInputs, vocabularySize: number, owner: string): void {
  const { inputs, batchSize, sequenceLength, lengths } = batch;
  if (!(batchSize >= 1 && sequenceLength >= 1) || inputs.length !== batchSize * sequenceLength) {
    throw new RangeError(
      `${owner}: expected inputs of length B*T = ${batchSize}*${sequenceLength}, got ${inputs.length}`,
    );
  }
  checkTokenIds(inputs, vocabularySize, owner);
  if (lengths === undefined) return;
  if (lengths.length !== batchSize || lengths.some((length) => !(length >= 1 && length <= sequenceLength))) {
    throw new RangeError(
      `${owner}: expected ${batchSize} lengths in [1, ${sequenceLength}], got [${lengths}]`,
    );
  }
}
