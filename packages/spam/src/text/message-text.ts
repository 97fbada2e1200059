import { keptText } from "../mail/kept-text.ts";
import { textLinks } from "../mail/text-links.ts";
import { linkMarks } from "./link-marks.ts";
import { marked } from "./marks.ts";
import { readableText, toneMarks } from "./readable-text.ts";

/**
 * The one text that a classifier reads of a plain message, such as an SMS or a comment: marks of its links and its tone,
 * then its words, undisguised. It is `mailText` of a mail without headers.
 */
export function messageText(text: string): string {
  if (typeof text !== "string") throw new TypeError(`messageText: expected a string, got ${typeof text}`);
  const kept = keptText(text);
  const links = textLinks(kept);
  const body = readableText(kept);
  return [
    ...linkMarks({ links, linkCount: links.length, from: undefined }),
    ...toneMarks(body),
    ...marked("xxlength", body.letters),
    `xxbody ${body.text}`,
  ].join("\n");
}
