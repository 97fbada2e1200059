import { keptText } from "./kept-text.ts";
import { MAXIMUM_LISTED } from "./limits.ts";
import type { Mail } from "./mail.ts";
import type { HtmlContent } from "./read-html.ts";
import { textLinks } from "./text-links.ts";

type MailBody = Pick<
  Mail,
  "text" | "parts" | "hiddenText" | "links" | "linkCount" | "imageCount" | "hasForm" | "isBroken"
>;

/** HTML that calls itself plain text, as broken senders' does. */
const HTML_START = /^\s*<(?:!doctype html|html|head|body|table|div|center|p|font)[\s>]/i;

/** Lines between parts that a broken multipart leaves in its text. */
const STRAY_BOUNDARY = /^--(?=[^\s\p{L}\p{N}]*[\p{L}\p{N}])\S{12,}\r?$/gmu;

/** What a mail's reader sees of its text and its HTML. */
export async function readBody(plain: string | undefined, html: string | undefined): Promise<MailBody> {
  if (html === undefined && plain !== undefined && HTML_START.test(plain)) return readBody(undefined, plain);
  const content = html === undefined ? undefined : await contentOf(html);
  const isHtmlRead = content !== undefined && content.text.trim() !== "";
  const text = isHtmlRead ? content.text : keptText(plain ?? "").replace(STRAY_BOUNDARY, "");
  const anchors = content?.links ?? [];
  const shown = new Set(anchors.map((link) => link.text));
  const links = [...anchors, ...textLinks(text).filter((link) => !shown.has(link.text))];
  return {
    text,
    parts: whichParts(plain, html),
    hiddenText: content?.hiddenText.trim() ?? "",
    links: links.slice(0, MAXIMUM_LISTED),
    linkCount: links.length,
    imageCount: content?.imageCount ?? 0,
    hasForm: content?.hasForm ?? false,
    isBroken: content?.isTooDeep ?? false,
  };
}

/** What reads HTML is loaded with the first of it. */
async function contentOf(html: string): Promise<HtmlContent> {
  const { readHtml } = await import("./read-html.ts");
  return readHtml(keptText(html));
}

function whichParts(plain: string | undefined, html: string | undefined): Mail["parts"] {
  if (html !== undefined) return plain === undefined ? "html" : "both";
  return plain === undefined ? "none" : "plain";
}
