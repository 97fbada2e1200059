import type { Random } from "@engram/random";
import { drawWeight } from "./draw-weight.ts";
import { expWeight } from "./exp-weight.ts";
import { nucleusBorder } from "./nucleus-border.ts";

/** Below every finite logit. */
export const ALL_FINITE = -Number.MAX_VALUE;

/**
 * The tokens among which one is drawn, by rising id, each with its weight: e^((logit - largest) / temperature).
 *
 * The filters take tokens out, so that each works on what the one before it left, and nothing is allocated.
 */
export class Candidates {
  private readonly tokenIds: Int32Array;
  private readonly weights: Float64Array;
  private readonly scratch: Float64Array;
  private count = 0;
  private total = 0;

  constructor(vocabularySize: number) {
    this.tokenIds = new Int32Array(vocabularySize);
    this.weights = new Float64Array(vocabularySize);
    this.scratch = new Float64Array(vocabularySize);
  }

  /**
   * Begins anew with the tokens whose logit is `least` or more.
   *
   * @param largest the largest of the logits [V].
   * @param temperature above 0.
   */
  take(logits: Float32Array, largest: number, temperature: number, least: number): void {
    const { tokenIds, weights } = this;
    // 0 times it stays 0 even where 1 / temperature overflows.
    const scale = Math.min(1 / temperature, Number.MAX_VALUE);
    let count = 0;
    let total = 0;
    for (let tokenId = 0; tokenId < logits.length; tokenId++) {
      const logit = logits[tokenId];
      if (!(logit >= least)) continue;
      const weight = expWeight((logit - largest) * scale);
      tokenIds[count] = tokenId;
      weights[count++] = weight;
      total += weight;
    }
    this.count = count;
    this.total = total;
  }

  /** As `applyTopP`. @param p in (0, 1). */
  keepNucleus(p: number): void {
    const { weights, count, total, scratch } = this;
    const mass = p * total;
    const border = nucleusBorder(weights, count, { total, mass, scratch });
    let kept = 0;
    for (let index = 0; index < count; index++) if (weights[index] > border) kept += weights[index];
    this.keep((weight) => {
      if (weight !== border) return weight > border;
      const isNeeded = kept < mass;
      kept += border;
      return isNeeded;
    });
  }

  /** As `applyMinP`: the likeliest token's weight is 1. */
  keepAtLeast(minP: number): void {
    this.keep((weight) => weight >= minP);
  }

  /** One number is drawn from `random`. */
  draw(random: Pick<Random, "uniform">): number {
    return this.tokenIds[drawWeight(this.weights, this.count, this.total, random)];
  }

  private keep(isKept: (weight: number) => boolean): void {
    const { tokenIds, weights } = this;
    let count = 0;
    let total = 0;
    for (let index = 0; index < this.count; index++) {
      const weight = weights[index];
      if (!isKept(weight)) continue;
      tokenIds[count] = tokenIds[index];
      weights[count++] = weight;
      total += weight;
    }
    this.count = count;
    this.total = total;
  }
}
