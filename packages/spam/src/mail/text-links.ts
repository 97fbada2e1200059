import type { MailLink } from "./mail.ts";
import { mailLink } from "./mail-link.ts";

/** Web addresses as people write them in plain text, without the punctuation behind them. */
export const WEB_ADDRESS = /\b(?:https?:\/\/|www\.)[^\s<>"'`\\^{}|]{0,2000}[^\s<>"'`\\^{}|.,;:!?)\]]/giu;

/** The web addresses in a plain text: text and address are the same. */
export function textLinks(text: string): MailLink[] {
  return Array.from(text.matchAll(WEB_ADDRESS), ([address]) =>
    mailLink(/^https?:/i.test(address) ? address : `http://${address}`, address),
  ).filter((link) => link !== undefined);
}
