/** A token as it can be seen: spaces and line breaks have signs. */
export function visibleToken(token: string): string {
  return token.replaceAll("\n", "↵").replaceAll(" ", "␣").replaceAll("\t", "⇥");
}
