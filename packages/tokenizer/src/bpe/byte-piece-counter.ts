import { NEEDS_MORE, pieceEnd } from "./piece-end.ts";
import { hashPiece, PieceTable } from "./piece-table.ts";
import { Utf8Window } from "./utf8-window.ts";

/** Longer pieces (rows of signs, data without spaces) are counted in parts. */
const MAX_PIECE_BYTES = 4096;
/** How many bytes the pieces may take, for each piece there may be. */
const BYTES_PER_PIECE = 64;

/** Distinct pieces of GPT-2's pattern as UTF-8 bytes, and how often each was seen, in bounded memory. */
export class BytePieceCounter {
  pieces = new PieceTable();
  counts: Float64Array = new Float64Array(1024);
  private readonly window = new Utf8Window();
  private readonly maxPieces: number;

  /** @param maxPieces when there are more distinct pieces than this, the rarest half is forgotten. */
  constructor(maxPieces: number) {
    this.maxPieces = maxPieces;
  }

  /** Counts the pieces of one text. */
  addText(text: string): void {
    const { window } = this;
    window.open(text, false);
    while (window.fill()) {
      const { bytes, length, isLast } = window;
      let start = 0;
      while (start < length) {
        let end = pieceEnd(bytes, start, length, isLast);
        if (end === NEEDS_MORE && length - start < MAX_PIECE_BYTES) break;
        if (end === NEEDS_MORE || end - start > MAX_PIECE_BYTES) end = start + MAX_PIECE_BYTES;
        this.add(bytes, start, end);
        start = end;
      }
      window.consumed(start);
    }
  }

  private add(bytes: Uint8Array, start: number, end: number): void {
    const hash = hashPiece(bytes, start, end);
    let index = this.pieces.find(bytes, start, end, hash);
    if (index < 0) index = this.addNew(bytes, start, end, hash);
    this.counts[index]++;
  }

  private addNew(bytes: Uint8Array, start: number, end: number, hash: number): number {
    if (this.pieces.size >= this.maxPieces || this.pieces.byteLength >= this.maxPieces * BYTES_PER_PIECE) {
      this.forgetRarest();
    }
    const index = this.pieces.add(bytes, start, end, hash);
    if (index === this.counts.length) {
      const more = new Float64Array(2 * index);
      more.set(this.counts);
      this.counts = more;
    }
    this.counts[index] = 0;
    return index;
  }

  /** Forgets what was seen once, then up to 2, 4, 8, … times, until half of the room is free. */
  private forgetRarest(): void {
    const fits = () =>
      this.pieces.size <= this.maxPieces / 2 &&
      this.pieces.byteLength <= (this.maxPieces * BYTES_PER_PIECE) / 2;
    for (let threshold = 1; !fits(); threshold *= 2) {
      const { pieces, counts } = this;
      this.pieces = new PieceTable();
      for (let index = 0; index < pieces.size; index++) {
        if (counts[index] <= threshold) continue;
        const start = pieces.starts[index];
        const end = pieces.starts[index + 1];
        counts[this.pieces.add(pieces.bytes, start, end, hashPiece(pieces.bytes, start, end))] =
          counts[index];
      }
    }
  }
}
