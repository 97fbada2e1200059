import { NEEDS_MORE, pieceEnd } from "./piece-end.ts";
import { BYTES_READ_AHEAD, PieceTable, valueIndex } from "./piece-table.ts";
import { Utf8Window } from "./utf8-window.ts";

/** Longer pieces (rows of signs, data without spaces) are counted in parts. */
const MAX_PIECE_BYTES = 4096;
/** How many bytes the long pieces may take, for each piece there may be. */
const LONG_BYTES_PER_PIECE = 64;

/** Distinct pieces and how often each was seen. */
export interface PieceCounts {
  /** The pieces one after another, as UTF-8. */
  readonly bytes: Uint8Array;
  /** Piece n is bytes[starts[n], starts[n + 1]), shape [N + 1]. */
  readonly starts: Int32Array;
  /** Shape [N]. */
  readonly counts: Float64Array;
}

/** Counts the pieces of GPT-2's pattern in bounded memory. */
export class BytePieceCounter {
  private table = new PieceTable();
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
      const { view, bytes, length, isLast } = window;
      let start = 0;
      while (start < length) {
        let end = pieceEnd(view, bytes, start, length, isLast);
        if (end === NEEDS_MORE && length - start < MAX_PIECE_BYTES) break;
        if (end === NEEDS_MORE || end - start > MAX_PIECE_BYTES) end = start + MAX_PIECE_BYTES;
        const slot = this.table.locate(view, bytes, start, end);
        this.table.values[valueIndex(slot)]++;
        start = end;
      }
      window.consumed(start);
      if (!this.fits(1)) this.forgetRarest();
    }
  }

  result(): PieceCounts {
    const { table } = this;
    const counts = new Float64Array(table.size);
    const starts = new Int32Array(table.size + 1);
    let piece = 0;
    table.forEach((slot) => {
      counts[piece] = table.values[valueIndex(slot)];
      starts[piece + 1] = starts[piece] + table.lengthAt(slot);
      piece++;
    });
    const bytes = new Uint8Array(starts[table.size]);
    piece = 0;
    table.forEach((slot) => {
      table.copyPiece(slot, bytes, starts[piece++]);
    });
    return { bytes, starts, counts };
  }

  private fits(share: number): boolean {
    const { size, longByteLength } = this.table;
    return size <= share * this.maxPieces && longByteLength <= share * this.maxPieces * LONG_BYTES_PER_PIECE;
  }

  /** Forgets what was seen once, then up to 2, 4, 8, … times, until half of the room is free. */
  private forgetRarest(): void {
    for (let threshold = 1; !this.fits(0.5); threshold *= 2) {
      const { table } = this;
      const piece = new Uint8Array(MAX_PIECE_BYTES + BYTES_READ_AHEAD);
      const view = new DataView(piece.buffer);
      this.table = new PieceTable();
      table.forEach((slot) => {
        const count = table.values[valueIndex(slot)];
        if (count <= threshold) return;
        table.copyPiece(slot, piece, 0);
        const kept = this.table.locate(view, piece, 0, table.lengthAt(slot));
        this.table.values[valueIndex(kept)] = count;
      });
    }
  }
}
