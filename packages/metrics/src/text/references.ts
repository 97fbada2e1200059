/** One reference or several for each hypothesis, in the hypotheses' order. */
export type References = readonly (string | readonly string[])[];

/** The references of each of `hypotheses`; throws unless there are as many entries, none of them empty. */
export function readReferences(
  caller: string,
  hypotheses: readonly string[],
  references: References,
): (readonly string[])[] {
  if (hypotheses.length === 0) throw new RangeError(`${caller}: expected at least one hypothesis, got 0`);
  if (hypotheses.length !== references.length) {
    throw new RangeError(
      `${caller}: expected references for ${hypotheses.length} hypotheses, got ${references.length}`,
    );
  }
  return references.map((entry) => (typeof entry === "string" ? [entry] : entry));
}
