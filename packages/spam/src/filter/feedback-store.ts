/** Where corrections are kept. What is kept is plain JSON, and undefined where there is nothing. */
export interface FeedbackStore {
  /** What errors call it, such as its path. */
  readonly name?: string;
  load(): Promise<unknown>;
  /**
   * Replaces what is kept by what `change` makes of it, and resolves when that is safe. Changes come one after the
   * other, those of other processes included; one that throws changes nothing.
   */
  update(change: (stored: unknown) => unknown): Promise<void>;
  clear(): Promise<void>;
}
