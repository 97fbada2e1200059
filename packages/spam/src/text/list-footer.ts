/** Lines at the end of a mail in which a list manager's footer is looked for. */
const FOOTER_LINES = 25;
const SEPARATOR = /^[\s>|]*(?:[_=*~-]{5,}.*|-- ?|[_=*-]{3,})\s*$/;
const SEPARATED = /mailing.list|listinfo|unsubscribe|list-?(?:archive|request)|-request@/i;
const OPENING =
  /^[\s>|]*(?:to unsubscribe from this group|you are currently subscribed to|yahoo! groups sponsor)/i;

/**
 * The text of a mail from a mailing list without the footer that its list manager put under it, which stands under
 * every mail of that list, wanted or not.
 */
export function withoutListFooter(text: string): string {
  const lines = text.trimEnd().split("\n");
  const start = Math.max(0, lines.length - FOOTER_LINES);
  for (let line = start; line < lines.length; line++) {
    const isFooter =
      OPENING.test(lines[line]) ||
      (SEPARATOR.test(lines[line]) && SEPARATED.test(lines.slice(line).join("\n")));
    if (isFooter) return lines.slice(0, line).join("\n");
  }
  return text;
}

/** A subject without the name of the list in brackets in front, behind any "Re:". */
export function withoutListTag(subject: string): string {
  return subject.replace(/^((?:(?:re|fwd?|aw|sv)\s*:\s*)*)\[[^\]]{1,60}\]\s*/i, "$1");
}
