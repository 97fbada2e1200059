/**
 * Words that differ in nothing but the group that they name: one row a meaning, one column a group.
 *
 * A list is a means to compare texts, not a claim about people: groups are coarse, no list is complete, and a word in it
 * may stand for something else in a text.
 */
export interface TermList {
  /** The columns. */
  readonly groups: readonly string[];
  /** [rows][groups]. A word in two rows is replaced by the first of them. */
  readonly rows: readonly (readonly string[])[];
  /** Whether a word counts only with a capital: "Carol", "China", not "carol", "china". */
  readonly capitalised: boolean;
  /** Where the words come from. */
  readonly source: string;
}
