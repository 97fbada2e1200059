import { Random } from "@engram/random";

/** Sizes and numbers of one case: the same for the same seed. */
export class Draw {
  private readonly random: Random;
  private readonly largest: number;
  private readonly areLarge: boolean;

  /**
   * @param largest the share of its span that a size reaches: 1 for cases of up to some milliseconds.
   * @param areLarge whether sizes are large ones mostly; else there are as many of one digit as of three.
   */
  constructor(seed: number, { largest = 1, areLarge = false } = {}) {
    this.random = new Random(seed);
    this.largest = largest;
    this.areLarge = areLarge;
  }

  /** In [least, least + span * largest]. */
  size(span: number, least = 1): number {
    const reach = Math.max(1, span * this.largest);
    const exponent = this.random.uniform() ** (this.areLarge ? 0.2 : 1);
    return Math.min(least + span, least - 1 + Math.round((reach + 1) ** exponent));
  }

  integer(bound: number): number {
    return this.random.integer(bound);
  }

  flag(): boolean {
    return this.random.integer(2) === 1;
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.random.integer(items.length)];
  }

  /** Uniform in [-scale, scale], by xorshift (Marsaglia 2003): there are many of them. */
  numbers(length: number, scale = 1): Float32Array {
    const numbers = new Float32Array(length);
    let state = this.random.uint32() | 1;
    for (let index = 0; index < length; index++) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      numbers[index] = (scale * state) / 2 ** 31;
    }
    return numbers;
  }

  /** Ids in [least, bound). */
  ids(length: number, bound: number, least = 0): Int32Array {
    return Int32Array.from({ length }, () => least + this.random.integer(bound - least));
  }
}
