import { requireInteger } from "../require.ts";

/** The 97.5% point of the standard normal distribution: intervals are of 95%. */
const Z = 1.959963984540054;

/** A share and its 95% interval. */
export interface WilsonInterval {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * The 95% interval of a share: unlike a bootstrap's it has a width where all or none of the trials succeed.
 *
 * Wilson 1927, "Probable inference, the law of succession, and statistical inference"; no continuity correction.
 *
 * @param successes integer in [0, trials].
 * @param trials integer of 1 or more.
 * @throws RangeError when either is not.
 */
export function wilsonInterval(successes: number, trials: number): WilsonInterval {
  requireInteger("wilsonInterval", "trials", trials, 1);
  requireInteger("wilsonInterval", "successes", successes, 0, trials);
  const share = successes / trials;
  const scale = 1 + Z ** 2 / trials;
  const center = (share + Z ** 2 / (2 * trials)) / scale;
  const margin = (Z / scale) * Math.sqrt((share * (1 - share)) / trials + Z ** 2 / (4 * trials ** 2));
  return {
    estimate: share,
    // Exact where rounding would leave a trace of the other side.
    lower: successes === 0 ? 0 : center - margin,
    upper: successes === trials ? 1 : center + margin,
  };
}
