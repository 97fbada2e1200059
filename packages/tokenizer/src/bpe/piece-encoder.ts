import { grown } from "../grown.ts";
import { BYTE_CHARACTERS } from "./byte-alphabet.ts";
import { mergePiece } from "./merge-piece.ts";
import type { MergeTable } from "./merge-table.ts";
import { PieceTable, USER_WORD } from "./piece-table.ts";

/** Longer pieces are rare and not worth remembering. */
const MAX_CACHED_BYTES = 64;
/** When so many pieces are remembered, all are forgotten: about 16 MB. */
const MAX_CACHED_PIECES = 131_072;

/** In the user's words of a piece's slot: how many ids it has; the first and the second, or where they begin in `cachedIds`. */
const COUNT = USER_WORD;
const FIRST = USER_WORD + 1;
const SECOND = USER_WORD + 2;

/** Turns pieces into token ids, and remembers those of short pieces. */
export class PieceEncoder {
  private readonly merges: MergeTable;
  private readonly byteIds: Int32Array;
  private readonly wholePieces: ReadonlyMap<string, number> | undefined;
  private readonly cache = new PieceTable();
  private cachedIds: Int32Array = new Int32Array(1024);
  private cachedCount = 0;
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

  /**
   * Writes the ids of the piece bytes[start, end) to ids[count, …), which must have room for one a byte.
   *
   * @param view of the same memory as `bytes`, which goes on for BYTES_READ_AHEAD after `end`.
   * @returns the new count.
   */
  encode(
    view: DataView,
    bytes: Uint8Array,
    start: number,
    end: number,
    ids: Int32Array,
    count: number,
  ): number {
    if (end - start > MAX_CACHED_BYTES) return this.encodeLong(bytes, start, end, ids, count);
    const { cache } = this;
    const slot = cache.locate(view, bytes, start, end);
    if (cache.slots[slot + COUNT] === 0) this.remember(slot, bytes, start, end);
    const { slots } = cache;
    const length = slots[slot + COUNT];
    if (length <= 2) {
      ids[count] = slots[slot + FIRST];
      if (length === 2) ids[count + 1] = slots[slot + SECOND];
      return count + length;
    }
    const from = slots[slot + FIRST];
    for (let at = 0; at < length; at++) ids[count + at] = this.cachedIds[from + at];
    return count + length;
  }

  /** Forgets all pieces when there are too many; not between `encode` of two pieces of a window, which is small. */
  limitMemory(): void {
    if (this.cache.size < MAX_CACHED_PIECES) return;
    this.cache.clear();
    this.cachedCount = 0;
  }

  private remember(slot: number, bytes: Uint8Array, start: number, end: number): void {
    const { symbols } = this;
    const { slots } = this.cache;
    const length = this.merge(bytes, start, end, symbols, this.ranks);
    slots[slot + COUNT] = length;
    slots[slot + FIRST] = symbols[0];
    slots[slot + SECOND] = symbols[1];
    if (length <= 2) return;
    slots[slot + FIRST] = this.cachedCount;
    if (this.cachedCount + length > this.cachedIds.length) this.cachedIds = grown(this.cachedIds);
    for (let at = 0; at < length; at++) this.cachedIds[this.cachedCount++] = symbols[at];
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
