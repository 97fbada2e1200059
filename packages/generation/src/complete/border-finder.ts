/** Enough of the text before for a segmenter to tell where its last sentence goes on. */
const CONTEXT_CHARACTERS = 200;

/** Finds where a continuation of a text can be cut. */
export class BorderFinder {
  private readonly context: string;
  private readonly words: Intl.Segmenter;
  private readonly sentences: Intl.Segmenter;

  /** @throws RangeError when `locale` is no BCP 47 tag. */
  constructor(text: string, locale: string | undefined) {
    this.context = text.slice(-CONTEXT_CHARACTERS);
    this.words = new Intl.Segmenter(locale, { granularity: "word" });
    this.sentences = new Intl.Segmenter(locale, { granularity: "sentence" });
  }

  /**
   * How much of `continuation` to keep so that it ends with a whole word: all of it where it ends between
   * words or holds no whole word.
   */
  lastWord(continuation: string): number {
    const whole = this.context + continuation;
    const last = this.words.segment(whole).containing(whole.length - 1);
    if (last === undefined || !last.isWordLike) return continuation.length;
    const border = last.index - this.context.length;
    return continuation.slice(0, Math.max(border, 0)).trim() === "" ? continuation.length : border;
  }

  /** How much of `continuation` makes the current sentence whole; undefined while it is not. */
  firstSentence(continuation: string): number | undefined {
    const whole = this.context + continuation;
    for (const { index, segment } of this.sentences.segment(whole)) {
      const border = index + segment.length;
      // A sentence at the very end may still go on; a border in white space would complete nothing.
      if (border === whole.length) return undefined;
      const kept = border - this.context.length;
      if (kept > 0 && continuation.slice(0, kept).trim() !== "") return kept;
    }
    return undefined;
  }
}
