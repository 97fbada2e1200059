const WORD = 0x1_0000_0000;

/** Names one mask, as `fillDropoutMask` of @engram/random does. */
export interface DropoutMaskName {
  /** The share of units to drop, in [0, 1). */
  readonly rate: number;
  readonly seed: number;
  readonly step: number;
  readonly site: number;
}

/** What `dropoutMask` takes: numbers of up to 53 bits as pairs of words, and the rate as the least word kept. */
export function dropoutMaskWords({ rate, seed, step, site }: DropoutMaskName) {
  const threshold = Math.round(rate * WORD);
  // Beyond the largest word nothing is kept; a threshold of 2^32 is no word itself.
  const keepsNone = threshold === WORD;
  return {
    threshold: keepsNone ? 0 : threshold,
    scale: keepsNone ? 0 : 1 / (1 - rate),
    seedLow: seed >>> 0,
    seedHigh: Math.floor(seed / WORD) >>> 0,
    stepLow: step >>> 0,
    stepHigh: Math.floor(step / WORD) >>> 0,
    site: (site + 1) >>> 0,
  };
}
