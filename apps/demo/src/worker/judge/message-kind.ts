/** Header fields with their folded lines up to an empty line; the "From " line of an mbox may stand in front (RFC 5322). */
const HEADERS = /^(?:From .*\r?\n)?(?:[!-9;-~]+[ \t]*:.*\r?\n(?:[ \t].*\r?\n)*)+\r?\n/;

/** Other messages may begin with "Note:", too. */
const MAIL_FIELD =
  /^(?:bcc|cc|content-type|date|delivered-to|from|message-id|mime-version|received|reply-to|return-path|sender|subject|to)[ \t]*:/im;

/**
 * Whether a text is a mail with its headers, by the rule that the spam filter has for strings.
 *
 * It is asked once for a text and holds for all that are made of it: without its "From:" a mail is still to be read as
 * one, or that word would seem to decide everything.
 */
export function messageKind(text: string): "mail" | "message" {
  const [headers] = HEADERS.exec(text.replace(/^[\r\n]+/, "")) ?? [];
  return headers !== undefined && MAIL_FIELD.test(headers) ? "mail" : "message";
}
