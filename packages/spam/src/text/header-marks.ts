import type { HeaderStructure, OutsideRelay, SenderHeader } from "../mail/header-structure.ts";
import type { Mail } from "../mail/mail.ts";
import { type Mark, marked } from "./marks.ts";

const PRESENCE: Readonly<Record<SenderHeader, Mark>> = {
  cc: "xxhascc",
  comments: "xxhascomments",
  "content-class": "xxhascontentclass",
  "content-disposition": "xxhascontentdisposition",
  "errors-to": "xxhaserrorsto",
  importance: "xxhasimportance",
  "in-reply-to": "xxhasinreplyto",
  "list-unsubscribe": "xxhaslistunsubscribe",
  "mail-followup-to": "xxhasmailfollowupto",
  "mime-version": "xxhasmimeversion",
  organization: "xxhasorganization",
  precedence: "xxhasprecedence",
  references: "xxhasreferences",
  "reply-to": "xxhasreplyto",
  sender: "xxhassender",
  "thread-index": "xxhasthreadindex",
  "thread-topic": "xxhasthreadtopic",
  "user-agent": "xxhasuseragent",
  "x-accept-language": "xxhasxacceptlanguage",
  "x-mailer": "xxhasxmailer",
  "x-mimeole": "xxhasxmimeole",
  "x-msmail-priority": "xxhasxmsmailpriority",
  "x-operating-system": "xxhasxoperatingsystem",
  "x-url": "xxhasxurl",
};

const MESSAGE_ID: Readonly<Record<HeaderStructure["messageId"], Mark>> = {
  same: "xxidsame",
  other: "xxiddiffers",
  none: "xxidnone",
};

const RETURN_PATH: Readonly<Record<NonNullable<HeaderStructure["returnPath"]>, Mark>> = {
  same: "xxreturnsame",
  other: "xxreturndiffers",
  none: "xxreturnnone",
};

const RELAY: Readonly<Record<NonNullable<HeaderStructure["relay"]>, Mark>> = {
  "looked-up": "xxrelaysame",
  helo: "xxhelosame",
  other: "xxrelaydiffers",
};

const FIRST: RelayMarks = { none: "xxfirstunnamed", dynamic: "xxfirstdynamic", bare: "xxfirstbare" };
const LAST: RelayMarks = { none: "xxlastunnamed", dynamic: "xxlastdynamic", bare: "xxlastbare" };

type RelayMarks = Readonly<Record<"none" | "dynamic" | "bare", Mark>>;

function relayMarks({ dnsName, isHeloBare }: OutsideRelay, marks: RelayMarks): Mark[] {
  return [...(dnsName === "named" ? [] : [marks[dnsName]]), ...(isHeloBare ? [marks.bare] : [])];
}

/** Headers that list managers write into anyone's mail. */
const OF_LISTS: ReadonlySet<SenderHeader> = new Set([
  "errors-to",
  "list-unsubscribe",
  "precedence",
  "reply-to",
  "sender",
]);

/**
 * Marks of how a mail's headers are built and fit together; none for a text without headers.
 *
 * @param options.isListLeftOut without what a list manager writes: some headers, and the address for bounces.
 */
export function headerMarks(
  { headers, from, to }: Mail,
  { isListLeftOut }: { readonly isListLeftOut: boolean },
): string[] {
  if (headers === undefined) return [];
  const { present, returnPath, relay, outside } = headers;
  return [
    ...present.filter((name) => !(isListLeftOut && OF_LISTS.has(name))).map((name) => PRESENCE[name]),
    ...marked("xxtype", headers.contentType),
    ...marked("xxcharset", headers.charset),
    ...marked("xxencoding", headers.transferEncoding),
    ...marked("xxpriority", headers.priority),
    MESSAGE_ID[headers.messageId],
    ...(returnPath === undefined || isListLeftOut ? [] : [RETURN_PATH[returnPath]]),
    ...(relay === undefined ? [] : [RELAY[relay]]),
    ...(outside === undefined
      ? []
      : [...relayMarks(outside.first, FIRST), ...relayMarks(outside.last, LAST)]),
    ...marked("xxfromdigits", /\d{3}/.test(from?.address ?? "")),
    ...marked("xxtonone", to.length === 0),
    ...marked("xxtoname", to.length > 0 && to[0].name !== ""),
  ];
}
