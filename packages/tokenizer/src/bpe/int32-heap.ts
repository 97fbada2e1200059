import { grown } from "../grown.ts";

/**
 * A binary min-heap of entry numbers whose order is given by a function.
 *
 * Entries are integers that name rows of arrays elsewhere, so that pushing makes no object.
 */
export class Int32Heap {
  private entries: Int32Array = new Int32Array(64);
  private readonly compare: (a: number, b: number) => number;
  size = 0;

  constructor(compare: (a: number, b: number) => number) {
    this.compare = compare;
  }

  push(entry: number): void {
    if (this.size === this.entries.length) this.entries = grown(this.entries);
    let hole = this.size++;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (this.compare(entry, this.entries[parent]) >= 0) break;
      this.entries[hole] = this.entries[parent];
      hole = parent;
    }
    this.entries[hole] = entry;
  }

  /** Takes out the first entry. The heap must not be empty. */
  pop(): number {
    const top = this.entries[0];
    const moved = this.entries[--this.size];
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= this.size) break;
      if (child + 1 < this.size && this.compare(this.entries[child + 1], this.entries[child]) < 0) child++;
      if (this.compare(this.entries[child], moved) >= 0) break;
      this.entries[hole] = this.entries[child];
      hole = child;
    }
    this.entries[hole] = moved;
    return top;
  }
}
