import { MAXIMUM_HEADER_BYTES } from "../mail/limits.ts";

/** Fields of which every mail has one (RFC 5322, RFC 2045); other messages may begin with "Note:", too. */
const MAIL_FIELDS = new Set(
  "bcc cc content-type date delivered-to from message-id mime-version received reply-to return-path sender subject to".split(
    " ",
  ),
);

/**
 * Whether a text begins as a mail is sent: header fields, one that mails have among them, and an empty line. A "From "
 * line of an mbox may stand in front.
 */
export function isRawMail(text: string): boolean {
  const lines = text
    .slice(0, MAXIMUM_HEADER_BYTES)
    .replace(/^[\r\n]+/, "")
    .split(/\r?\n/);
  let isMail = false;
  for (const [index, line] of lines.entries()) {
    if (line === "") return isMail;
    if (index === 0 ? line.startsWith("From ") : /^[ \t]/.test(line)) continue;
    const name = /^([!-9;-~]+)[ \t]*:/.exec(line)?.[1];
    if (name === undefined) return false;
    isMail ||= MAIL_FIELDS.has(name.toLowerCase());
  }
  return false;
}
