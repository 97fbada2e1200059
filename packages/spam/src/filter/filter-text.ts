import type { Mail } from "../mail/mail.ts";
import { readMail } from "../mail/read-mail.ts";
import { mailText } from "../text/mail-text.ts";
import { messageText } from "../text/message-text.ts";
import { isRawMail } from "./is-raw-mail.ts";

/** A mail as it was sent (bytes, or text with its headers), a mail that `readMail` gave, or the text of a message. */
export type SpamMessage = string | Uint8Array | Mail;

export interface MessageOptions {
  /**
   * What a string is. Default: a "mail" when it begins with a mail's header fields and an empty line, else a "message".
   * Where only messages come, say "message": what stands in headers counts less than what stands in a text.
   */
  readonly kind?: "mail" | "message";
}

/**
 * The text that the classifier reads of a message.
 *
 * @throws TypeError for anything else.
 */
export async function filterText(message: SpamMessage, { kind }: MessageOptions = {}): Promise<string> {
  if (kind !== undefined && kind !== "mail" && kind !== "message") {
    throw new TypeError(`spam: expected the kind "mail" or "message", got ${JSON.stringify(kind)}`);
  }
  if (typeof message === "string") {
    const isMail = kind === undefined ? isRawMail(message) : kind === "mail";
    return isMail ? mailText(await readMail(message)) : messageText(message);
  }
  if (message instanceof Uint8Array) return mailText(await readMail(message));
  if (isMail(message)) return mailText(message);
  throw new TypeError(
    `spam: expected a string, a Uint8Array or a mail that readMail gave, got ${message === null ? "null" : typeof message}`,
  );
}

function isMail(given: unknown): given is Mail {
  const { subject, text, links, attachments, to } = (given ?? {}) as Partial<Mail>;
  return (
    typeof subject === "string" && typeof text === "string" && [links, attachments, to].every(Array.isArray)
  );
}
