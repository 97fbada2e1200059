import { checkBoolean } from "../check-config.ts";

/** Shares of units to drop in training, each in [0, 1); 0 where left out. */
export interface DropoutOptions {
  /** Whole words: every occurrence of a dropped token id in the batch gets a zero vector (Gal 2016). */
  readonly words?: number;
  /** The first layer's input. */
  readonly input?: number;
  /** Between two layers. */
  readonly between?: number;
  /** What the output layer sees. */
  readonly output?: number;
  /** The numbers of every recurrent kernel, one mask for all steps of a batch (weight drop, Merity 2018). */
  readonly recurrent?: number;
  /** One mask for all time steps of a row (variational dropout, Gal 2016); default true. */
  readonly locked?: boolean;
}

export type DropoutConfig = Readonly<Required<DropoutOptions>>;

/** The options with their defaults. @throws RangeError when a rate is outside [0, 1). */
export function dropoutConfig(options: DropoutOptions | undefined, owner: string): DropoutConfig {
  const { words = 0, input = 0, between = 0, output = 0, recurrent = 0, locked = true } = options ?? {};
  const rates = { words, input, between, output, recurrent };
  for (const [name, rate] of Object.entries(rates)) {
    if (!(typeof rate === "number" && rate >= 0 && rate < 1)) {
      throw new RangeError(`${owner}: expected dropout.${name} in [0, 1), got ${rate}`);
    }
  }
  checkBoolean(locked, "dropout.locked", owner);
  return { ...rates, locked };
}
