import { WEB_ADDRESS } from "../mail/text-links.ts";
import { foldObfuscation } from "../obfuscation/fold-obfuscation.ts";
import { marked, withoutForgedMarks } from "./marks.ts";

const MAIL_ADDRESS =
  /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]{1,64}@(?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,24}/giu;
const ADDRESS = new RegExp(`${WEB_ADDRESS.source}|${MAIL_ADDRESS.source}`, "giu");
const YEAR = /(?<![\p{L}\p{N}])(?:19|20)\d\d(?![\p{L}\p{N}])/gu;

export interface ReadableText {
  readonly text: string;
  /** Words that were disguised. */
  readonly disguised: number;
}

/**
 * A text with its words undisguised and its addresses and years as marks: which ones they are says more about where
 * and when a collection of texts was made than about what is unwanted.
 */
export function readableText(text: string): ReadableText {
  let disguised = 0;
  const words = (part: string): string => {
    const folded = foldObfuscation(part);
    disguised += folded.count;
    return withoutForgedMarks(folded.text).replace(YEAR, "xxyear");
  };
  let readable = "";
  let done = 0;
  for (const match of text.matchAll(ADDRESS)) {
    readable += `${words(text.slice(done, match.index))}${/^[^@/]+@/.test(match[0]) ? " xxemail " : " xxurl "}`;
    done = match.index + match[0].length;
  }
  return { text: readable + words(text.slice(done)), disguised };
}

/** How loud a text is and how much of it was disguised, as marks. */
export function toneMarks(text: string, disguised: number): string[] {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const capitals = text.match(/\p{Lu}/gu)?.length ?? 0;
  const tenths = letters < 20 ? 0 : Math.floor((10 * capitals) / letters);
  return [...marked("xxcapitals", tenths), ...marked("xxobfuscated", disguised)];
}
