/** Longer pieces, in UTF-16 units, are not counted and stay out of the vocabulary. */
const MAX_PIECE_LENGTH = 512;

/**
 * Counts pieces of text in bounded memory.
 *
 * When there are too many distinct pieces, the rarest are forgotten, those seen once first, until half the
 * room is free. Counts of rare pieces are then too low by what was forgotten. Manku and Motwani, "Approximate frequency counts over data streams", VLDB 2002.
 */
export class PieceCounter {
  private readonly counts = new Map<string, number>();
  private readonly maxPieces: number;

  /** @param maxPieces how many distinct pieces to hold at once. */
  constructor(maxPieces: number) {
    this.maxPieces = maxPieces;
  }

  add(piece: string): void {
    const before = this.counts.get(piece);
    if (before !== undefined) {
      this.counts.set(piece, before + 1);
      return;
    }
    if (piece.length > MAX_PIECE_LENGTH) return;
    if (this.counts.size >= this.maxPieces) this.forgetRarest();
    this.counts.set(piece, 1);
  }

  /** The pieces seen at least `minFrequency` times, at most `limit` of them, the most frequent first, then by UTF-16 order. */
  mostFrequent({ minFrequency, limit }: { minFrequency: number; limit: number }): string[] {
    return [...this.counts]
      .filter(([, count]) => count >= minFrequency)
      .sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))
      .slice(0, limit)
      .map(([piece]) => piece);
  }

  private forgetRarest(): void {
    const half = Math.floor(this.maxPieces / 2);
    for (let threshold = 1; this.counts.size > half; threshold *= 2) {
      for (const [piece, count] of this.counts) if (count <= threshold) this.counts.delete(piece);
    }
  }
}
