/** Blocks begin at multiples of a cache line, which is also the widest vector, and are as many of them long. */
export const ALIGNMENT = 64;

/** A piece of the heap; together they cover it without a gap. */
export interface Block {
  offset: number;
  bytes: number;
  free: boolean;
  /** Neighbours in the heap. */
  previous: Block | undefined;
  next: Block | undefined;
  /** Neighbours in its list of free blocks. */
  before: Block | undefined;
  after: Block | undefined;
}

const CLASSES = 224;
/** So many blocks of a class whose blocks may be too small are looked at before a larger class. */
const LOOKS = 16;

/**
 * Free blocks in lists by size, eight to each power of two, with a bit for each list that is not empty: a
 * block that fits is found in a time that does not depend on how many there are (Masmano, Ripoll, Crespo and
 * Real, "TLSF: a new dynamic memory allocator for real-time systems", ECRTS 2004).
 */
export class FreeBlocks {
  private readonly heads: (Block | undefined)[] = new Array(CLASSES).fill(undefined);
  private readonly bits = new Uint32Array(CLASSES / 32);

  add(block: Block): void {
    const index = classOf(block.bytes);
    const head = this.heads[index];
    block.free = true;
    block.before = undefined;
    block.after = head;
    if (head !== undefined) head.before = block;
    this.heads[index] = block;
    this.bits[index >> 5] |= 1 << (index & 31);
  }

  remove(block: Block): void {
    const { before, after } = block;
    block.free = false;
    if (after !== undefined) after.before = before;
    if (before !== undefined) {
      before.after = after;
      return;
    }
    const index = classOf(block.bytes);
    this.heads[index] = after;
    if (after === undefined) this.bits[index >> 5] &= ~(1 << (index & 31));
  }

  /** A block of at least `bytes`, as small as is found at once; it stays in its list. */
  find(bytes: number): Block | undefined {
    const index = classOf(bytes);
    return this.findIn(index, bytes, LOOKS) ?? this.firstAbove(index) ?? this.findIn(index, bytes, Infinity);
  }

  private findIn(index: number, bytes: number, looks: number): Block | undefined {
    let block = this.heads[index];
    for (let look = 0; block !== undefined && look < looks; look++, block = block.after) {
      if (block.bytes >= bytes) return block;
    }
    return undefined;
  }

  private firstAbove(index: number): Block | undefined {
    let word = (index + 1) >> 5;
    let bits = this.bits[word] & (-1 << ((index + 1) & 31));
    while (bits === 0) {
      word++;
      if (word === this.bits.length) return undefined;
      bits = this.bits[word];
    }
    return this.heads[32 * word + 31 - Math.clz32(bits & -bits)];
  }
}

/** Up to eight lines each size has a class of its own, then each eighth of a power of two has one. */
function classOf(bytes: number): number {
  const lines = bytes / ALIGNMENT;
  if (lines < 8) return lines;
  const power = 31 - Math.clz32(lines);
  return (power - 2) * 8 + ((lines >> (power - 3)) & 7);
}
