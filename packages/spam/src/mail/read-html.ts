import { clean } from "@engram/tokenizer";
import { Parser } from "htmlparser2";
import { MAXIMUM_HTML_DEPTH } from "./limits.ts";
import type { MailLink } from "./mail.ts";
import { mailLink } from "./mail-link.ts";
import { isVisible, type Look, lookInside, PAGE_LOOK } from "./visibility.ts";

export interface HtmlContent {
  readonly text: string;
  readonly hiddenText: string;
  readonly links: readonly MailLink[];
  readonly imageCount: number;
  readonly hasForm: boolean;
  /** Only a part of it was read as HTML. */
  readonly isTooDeep: boolean;
}

interface OpenElement {
  readonly name: string;
  readonly look: Look;
}

const BLOCKS = new Set(
  "address article aside blockquote body br center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table td th tr ul".split(
    " ",
  ),
);
/** What stands in them is text neither for a reader nor for anyone. */
const UNREAD = new Set(["script", "style", "title", "template", "noscript"]);

/** What a reader of HTML sees, and what is there and not seen. Takes time in proportion to the text, whatever it is. */
export function readHtml(html: string): HtmlContent {
  const reader = new HtmlReader();
  const parser = new Parser(reader, { decodeEntities: true });
  reader.onTooDeep = () => parser.pause();
  parser.write(html);
  if (!reader.isTooDeep) {
    parser.end();
  } else {
    reader.ontext(clean(html.slice(parser.endIndex + 1), { htmlTags: "remove", htmlEntities: "decode" }));
  }
  const { links, imageCount, hasForm, isTooDeep } = reader;
  return {
    text: reader.seen.join(""),
    hiddenText: reader.unseen.join(""),
    links,
    imageCount,
    hasForm,
    isTooDeep,
  };
}

class HtmlReader {
  readonly seen: string[] = [];
  readonly unseen: string[] = [];
  readonly links: MailLink[] = [];
  imageCount = 0;
  hasForm = false;
  onTooDeep: () => void = () => {};
  private readonly open: OpenElement[] = [];
  private unread = 0;
  /** The link that is open: where it leads to, and where its text begins in `seen`. */
  private link: { readonly url: string; readonly start: number } | undefined;

  get isTooDeep(): boolean {
    return this.open.length > MAXIMUM_HTML_DEPTH;
  }

  onopentag(name: string, attributes: Readonly<Record<string, string>>): void {
    const outer = this.open.at(-1)?.look ?? PAGE_LOOK;
    this.open.push({ name, look: lookInside(outer, name, attributes) });
    if (UNREAD.has(name)) this.unread++;
    if (BLOCKS.has(name)) this.breakLine();
    if (name === "img") this.imageCount++;
    if (name === "form") this.hasForm = true;
    if (name === "a" || name === "area") {
      this.endLink();
      this.link = { url: attributes.href ?? "", start: this.seen.length };
    }
    if (this.isTooDeep) this.onTooDeep();
  }

  ontext(text: string): void {
    if (this.unread > 0) return;
    const look = this.open.at(-1)?.look ?? PAGE_LOOK;
    (isVisible(look) ? this.seen : this.unseen).push(text);
  }

  onclosetag(name: string): void {
    this.open.pop();
    if (UNREAD.has(name)) this.unread--;
    if (BLOCKS.has(name)) this.breakLine();
    if (name === "a" || name === "area") this.endLink();
  }

  onend(): void {
    this.endLink();
  }

  private breakLine(): void {
    this.seen.push("\n");
    this.unseen.push("\n");
  }

  private endLink(): void {
    if (this.link === undefined) return;
    const found = mailLink(this.link.url.trim(), this.seen.slice(this.link.start).join("").trim());
    if (found !== undefined) this.links.push(found);
    this.link = undefined;
  }
}
