import { clean } from "@engram/tokenizer";
import { foldObfuscation } from "../obfuscation/fold-obfuscation.ts";

/** What the classifier reads beside the words: each is a word that no language has. */
export const MARKS = [
  "xxattachment",
  "xxbody",
  "xxbroken",
  "xxcapitals",
  "xxcharset",
  "xxcut",
  "xxdate",
  "xxdifferentname",
  "xxdkim",
  "xxdmarc",
  "xxemail",
  "xxencoding",
  "xxfirstbare",
  "xxfirstdynamic",
  "xxfirstunnamed",
  "xxform",
  "xxfrom",
  "xxfromdigits",
  "xxhascc",
  "xxhascomments",
  "xxhascontentclass",
  "xxhascontentdisposition",
  "xxhaserrorsto",
  "xxhasimportance",
  "xxhasinreplyto",
  "xxhaslistunsubscribe",
  "xxhasmailfollowupto",
  "xxhasmimeversion",
  "xxhasorganization",
  "xxhasprecedence",
  "xxhasreferences",
  "xxhasreplyto",
  "xxhassender",
  "xxhasthreadindex",
  "xxhasthreadtopic",
  "xxhasuseragent",
  "xxhasxacceptlanguage",
  "xxhasxmailer",
  "xxhasxmimeole",
  "xxhasxmsmailpriority",
  "xxhasxoperatingsystem",
  "xxhasxurl",
  "xxhelosame",
  "xxhidden",
  "xxhtmlonly",
  "xxiddiffers",
  "xxidnone",
  "xxidsame",
  "xximages",
  "xxlastbare",
  "xxlastdynamic",
  "xxlastunnamed",
  "xxlength",
  "xxlink",
  "xxlinkdiffers",
  "xxlinkip",
  "xxlinks",
  "xxlinksother",
  "xxlinksown",
  "xxlinkssome",
  "xxlist",
  "xxmailer",
  "xxname",
  "xxobfuscated",
  "xxpriority",
  "xxreceived",
  "xxrelaydiffers",
  "xxrelaysame",
  "xxreplydiffers",
  "xxreturndiffers",
  "xxreturnnone",
  "xxreturnsame",
  "xxsites",
  "xxspf",
  "xxsubject",
  "xxto",
  "xxtoname",
  "xxtonone",
  "xxtype",
  "xxurl",
] as const;

export type Mark = (typeof MARKS)[number];

const FORGED = new RegExp(
  `(?<![a-z0-9])xx(?=(?:${MARKS.map((mark) => mark.slice(2)).join("|")})(?![a-z0-9]))`,
  "gi",
);

/** A text without control characters, in Unicode's composed form: what a tokenizer would take out must not hide a mark. */
export function withoutControls(text: string): string {
  return clean(text, { invisibleCharacters: "keep", whitespace: "keep" });
}

/** A text in which no word is a mark: only what was measured may speak for a mail. */
export function withoutForgedMarks(text: string): string {
  return text.replace(FORGED, "");
}

/** "mark", or "mark value"; nothing where the value is false, 0 or undefined. Numbers are rounded down to a power of two. */
export function marked(mark: Mark, value: string | number | boolean | undefined): string[] {
  if (value === undefined || value === false || value === 0 || value === "") return [];
  if (value === true) return [mark];
  if (typeof value === "number") return [`${mark} ${2 ** Math.floor(Math.log2(value))}`];
  return [`${mark} ${withoutForgedMarks(foldObfuscation(withoutControls(value)).text)}`];
}
