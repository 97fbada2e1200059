/** A "<" without its ">" within so many UTF-16 units is text. */
const MAX_TAG_LENGTH = 4096;
const TAG_START = /^<(?:\/?([a-zA-Z][a-zA-Z0-9-]*)(?=[\s/>])|!--|!doctype\b|\?xml\b)/i;
const BLOCKS = new Set(
  "address article aside blockquote br dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table td th tr ul".split(
    " ",
  ),
);
/** Elements whose content is not text for a reader. */
const RAW = new Set(["script", "style", "template", "noscript"]);

/**
 * Takes HTML tags, comments and the content of scripts and style sheets out of a text; tags of blocks and
 * line breaks become line breaks. What is no tag ("a < b", "<3") stays. Takes time in proportion to the text.
 */
export function stripTags(html: string): string {
  let text = "";
  let done = 0;
  for (let at = html.indexOf("<"); at !== -1; at = html.indexOf("<", at)) {
    const start = TAG_START.exec(html.slice(at, at + 64));
    const end = start === null ? -1 : markupEnd(html, at, start);
    if (end === -1) {
      at++;
      continue;
    }
    text += html.slice(done, at);
    if (BLOCKS.has(start![1]?.toLowerCase() ?? "")) text += "\n";
    done = end;
    at = end;
  }
  return text + html.slice(done);
}

function markupEnd(html: string, at: number, [opening, name]: RegExpExecArray): number {
  if (opening === "<!--") return endAfter(html, "-->", at + opening.length);
  const end = tagEnd(html, at + opening.length);
  const element = name?.toLowerCase();
  if (end === -1 || element === undefined || !RAW.has(element) || opening[1] === "/") return end;
  const closing = new RegExp(`</${element}(?=[\\s/>])`, "gi");
  closing.lastIndex = end;
  const match = closing.exec(html);
  return match === null ? html.length : endAfter(html, ">", match.index);
}

/** After the next ">" that is not inside quotes; -1 when it is too far away. */
function tagEnd(html: string, from: number): number {
  let quote = "";
  const limit = Math.min(html.length, from + MAX_TAG_LENGTH);
  for (let at = from; at < limit; at++) {
    const character = html[at];
    if (quote !== "") {
      if (character === quote) quote = "";
    } else if (character === ">") {
      return at + 1;
    } else if ((character === '"' || character === "'") && html[at - 1] === "=") {
      quote = character;
    }
  }
  return -1;
}

/** After the next `mark`, or the end of the text: as in a browser, what is not closed lasts until there. */
function endAfter(html: string, mark: string, from: number): number {
  const found = html.indexOf(mark, from);
  return found === -1 ? html.length : found + mark.length;
}
