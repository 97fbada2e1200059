import { isRawMail } from "@engram/spam";

/**
 * Whether a text is a mail with its headers, by the rule that the spam filter has for strings.
 *
 * It is asked once for a text and holds for all that are made of it: without its "From:" a mail is still to be read as
 * one, or that word would seem to decide everything.
 */
export function messageKind(text: string): "mail" | "message" {
  return isRawMail(text) ? "mail" : "message";
}
