import { grown } from "../grown.ts";
import { BYTE_CHARACTERS } from "./byte-alphabet.ts";
import { mergePiece } from "./merge-piece.ts";
import type { MergeTable } from "./merge-table.ts";
import { hashPiece, PieceTable } from "./piece-table.ts";

/** Longer pieces are rare and not worth remembering. */
const MAX_CACHED_BYTES = 64;
/** When so many pieces are remembered, all are forgotten: about 10 MB. */
const MAX_CACHED_PIECES = 262_144;

/** Turns pieces into token ids, and remembers those of short pieces. */
export class PieceEncoder {
  private readonly merges: MergeTable;
  private readonly byteIds: Int32Array;
  private readonly wholePieces: ReadonlyMap<string, number> | undefined;
  private readonly cache = new PieceTable();
  /** The ids of cached piece n are cachedIds[spanStarts[n], spanStarts[n + 1]). */
  private cachedIds: Int32Array = new Int32Array(8192);
  private spanStarts: Int32Array = new Int32Array(1025);
  private readonly symbols = new Int32Array(MAX_CACHED_BYTES);
  private readonly ranks = new Int32Array(MAX_CACHED_BYTES);

  /**
   * @param byteIds the token id of each byte, shape [256].
   * @param wholePieces tokens that a piece becomes at once when it is one, in characters of the byte alphabet.
   */
  constructor(merges: MergeTable, byteIds: Int32Array, wholePieces?: ReadonlyMap<string, number>) {
    this.merges = merges;
    this.byteIds = byteIds;
    this.wholePieces = wholePieces;
  }

  /** Writes the ids of the piece bytes[start, end) to ids[count, …), which must have room for one a byte; gives the new count. */
  encode(bytes: Uint8Array, start: number, end: number, ids: Int32Array, count: number): number {
    if (end - start > MAX_CACHED_BYTES) return this.encodeLong(bytes, start, end, ids, count);
    const hash = hashPiece(bytes, start, end);
    let index = this.cache.find(bytes, start, end, hash);
    if (index < 0) index = this.remember(bytes, start, end, hash);
    const { cachedIds } = this;
    const stop = this.spanStarts[index + 1];
    let to = count;
    for (let at = this.spanStarts[index]; at < stop; at++) ids[to++] = cachedIds[at];
    return to;
  }

  private remember(bytes: Uint8Array, start: number, end: number, hash: number): number {
    if (this.cache.size === MAX_CACHED_PIECES) this.cache.clear();
    const index = this.cache.add(bytes, start, end, hash);
    const { symbols } = this;
    const length = this.merge(bytes, start, end, symbols, this.ranks);
    const from = this.spanStarts[index];
    if (from + length > this.cachedIds.length) this.cachedIds = grown(this.cachedIds);
    if (index + 1 === this.spanStarts.length) this.spanStarts = grown(this.spanStarts);
    for (let at = 0; at < length; at++) this.cachedIds[from + at] = symbols[at];
    this.spanStarts[index + 1] = from + length;
    return index;
  }

  private encodeLong(bytes: Uint8Array, start: number, end: number, ids: Int32Array, count: number): number {
    const symbols = ids.subarray(count, count + end - start);
    return count + this.merge(bytes, start, end, symbols, new Int32Array(end - start));
  }

  /** Puts the piece's ids into `symbols` and gives their number. */
  private merge(
    bytes: Uint8Array,
    start: number,
    end: number,
    symbols: Int32Array,
    ranks: Int32Array,
  ): number {
    const whole = this.wholePiece(bytes, start, end);
    if (whole !== undefined) {
      symbols[0] = whole;
      return 1;
    }
    for (let at = start; at < end; at++) symbols[at - start] = this.byteIds[bytes[at]];
    return mergePiece(this.merges, symbols, end - start, ranks);
  }

  private wholePiece(bytes: Uint8Array, start: number, end: number): number | undefined {
    if (this.wholePieces === undefined) return undefined;
    let token = "";
    for (let at = start; at < end; at++) token += BYTE_CHARACTERS[bytes[at]];
    return this.wholePieces.get(token);
  }
}
