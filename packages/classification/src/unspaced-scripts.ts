/** Scripts that put no spaces between words: a run of non-space there is no word. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** Whether a run without spaces may hold several words. */
export function isUnspaced(run: string): boolean {
  return UNSPACED.test(run);
}
