import { philox4x32 } from "./philox.ts";

const UINT32 = 0x1_0000_0000;
/** 2^-24: every multiple of it in [0, 1) is a float32. */
const FLOAT24 = 1 / 0x100_0000;

/** Where a {@link Random} stands: enough to go on from exactly there. Plain JSON. */
export interface RandomPosition {
  readonly seed: number;
  readonly stream: number;
  /** How many 32-bit words were drawn. */
  readonly drawn: number;
}

/**
 * A seeded sequence of random numbers whose position is a plain number.
 *
 * Two generators with the same seed and another `stream` give unrelated sequences, so each use
 * (shuffling, initialisation, dropout at one site) takes a stream of its own and never disturbs another.
 * Word n of a sequence is word n % 4 of Philox4x32-10 at counter [n / 4, 0, stream, 0].
 */
export class Random {
  readonly seed: number;
  readonly stream: number;
  private drawn = 0;
  private readonly counter = new Uint32Array(4);
  private readonly block = new Uint32Array(4);
  private blockIndex = -1;
  private readonly key: readonly [number, number];

  /**
   * @param seed integer in [0, 2^53); 0 is a seed like any other.
   * @param stream integer in [0, 2^32): which of the seed's sequences.
   * @throws RangeError when either is not such an integer.
   */
  constructor(seed: number, stream = 0) {
    if (!Number.isSafeInteger(seed) || seed < 0) {
      throw new RangeError(`Random: expected a seed that is an integer in [0, 2^53), got ${seed}`);
    }
    if (!Number.isInteger(stream) || stream < 0 || stream >= UINT32) {
      throw new RangeError(`Random: expected a stream that is an integer in [0, 2^32), got ${stream}`);
    }
    this.seed = seed;
    this.stream = stream;
    this.key = [seed >>> 0, Math.floor(seed / UINT32) >>> 0];
  }

  /** The generator that goes on where `position()` was taken. */
  static at(position: RandomPosition): Random {
    const random = new Random(position.seed, position.stream);
    if (!Number.isSafeInteger(position.drawn) || position.drawn < 0) {
      throw new RangeError(`Random.at: expected drawn to be an integer of 0 or more, got ${position.drawn}`);
    }
    random.drawn = position.drawn;
    return random;
  }

  position(): RandomPosition {
    return { seed: this.seed, stream: this.stream, drawn: this.drawn };
  }

  /** The next unsigned 32-bit integer. */
  uint32(): number {
    const blockIndex = Math.floor(this.drawn / 4);
    if (blockIndex !== this.blockIndex) {
      this.counter[0] = blockIndex >>> 0;
      this.counter[1] = Math.floor(blockIndex / UINT32);
      this.counter[2] = this.stream;
      philox4x32(this.key, this.counter, this.block);
      this.blockIndex = blockIndex;
    }
    return this.block[this.drawn++ % 4];
  }

  /** The next number in [0, 1), a multiple of 2^-24: the same in float32 and float64. */
  uniform(): number {
    return (this.uint32() >>> 8) * FLOAT24;
  }

  /** The next integer in [0, bound), without bias (rejection). `bound` is in [1, 2^32]. */
  integer(bound: number): number {
    if (!Number.isInteger(bound) || bound < 1 || bound > UINT32) {
      throw new RangeError(`Random.integer: expected a bound that is an integer in [1, 2^32], got ${bound}`);
    }
    const limit = UINT32 - (UINT32 % bound);
    let word = this.uint32();
    while (word >= limit) word = this.uint32();
    return word % bound;
  }

  /** The next number of the standard normal distribution (Box and Muller 1958; takes two words). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** Puts `array` into a random order, in place (Fisher and Yates). */
  shuffle<Items extends { readonly length: number; [index: number]: unknown }>(array: Items): Items {
    for (let last = array.length - 1; last > 0; last--) {
      const other = this.integer(last + 1);
      const kept = array[last];
      array[last] = array[other];
      array[other] = kept;
    }
    return array;
  }
}
