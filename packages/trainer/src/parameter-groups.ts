/** Names of parameters, or what they begin with, from the input to the output: one list for each group. */
export type ParameterGroups = readonly (readonly string[])[];

/**
 * Which group a parameter belongs to: that with the longest name that it is or begins with, up to a dot.
 *
 * @throws RangeError for a parameter of no group.
 */
export function groupOf(name: string, groups: ParameterGroups, owner: string): number {
  let found = -1;
  let longest = -1;
  for (const [index, prefixes] of groups.entries()) {
    for (const prefix of prefixes) {
      const belongs = name === prefix || name.startsWith(`${prefix}.`);
      if (belongs && prefix.length > longest) [found, longest] = [index, prefix.length];
    }
  }
  if (found < 0) throw new RangeError(`${owner}: expected ${name} to belong to a group, got none`);
  return found;
}
