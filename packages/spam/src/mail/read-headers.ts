import type { Address, Email } from "postal-mime";
import { keptField } from "./kept-text.ts";
import { MAXIMUM_LISTED } from "./limits.ts";
import type { Authentication, Mail, MailAddress } from "./mail.ts";
import { readHeaderStructure } from "./read-header-structure.ts";

type MailHeaders = Pick<
  Mail,
  | "from"
  | "replyTo"
  | "to"
  | "cc"
  | "subject"
  | "date"
  | "receivedCount"
  | "isFromList"
  | "listId"
  | "contentType"
  | "mailer"
  | "authentication"
  | "headers"
>;

/** Headers that list managers write (RFC 2369, RFC 2919, and what was there before them). */
const LIST_HEADERS =
  /^(?:list-(?:id|post|help|subscribe|archive)|mailing-list|x-(?:mailman-version|beenthere))$/;

/** What tells of a parsed mail's headers. */
export function readHeaders(email: Email): MailHeaders {
  const first = (name: string) => email.headers.find(({ key }) => key === name)?.value;
  const from = addresses([email.from])[0];
  return {
    from,
    replyTo: addresses(email.replyTo ?? [])[0],
    to: addresses(email.to ?? []),
    cc: addresses(email.cc ?? []),
    subject: keptField(email.subject ?? ""),
    date: email.date === undefined ? undefined : keptField(email.date),
    receivedCount: email.headers.filter(({ key }) => key === "received").length,
    isFromList: email.headers.some(({ key }) => LIST_HEADERS.test(key)),
    listId: listId(first("list-id")),
    contentType: /^[\w.+-]+\/[\w.+-]+/.exec(first("content-type") ?? "")?.[0].toLowerCase() ?? "text/plain",
    mailer: optional(first("x-mailer") ?? first("user-agent")),
    authentication: authentication(first("authentication-results"), first("received-spf")),
    headers: readHeaderStructure(email.headers, from?.host ?? ""),
  };
}

function optional(text: string | undefined): string | undefined {
  return text === undefined || text === "" ? undefined : keptField(text);
}

function addresses(given: readonly (Address | undefined)[]): MailAddress[] {
  return given
    .flatMap((address) => (address === undefined ? [] : (address.group ?? [address])))
    .slice(0, MAXIMUM_LISTED)
    .map(({ name, address }) => ({
      name: keptField(name),
      address: keptField(address),
      host: keptField(address.slice(address.lastIndexOf("@") + 1 || address.length)).toLowerCase(),
    }));
}

/** The name in "Some words <name>", or the header where it holds no "<". */
function listId(header: string | undefined): string | undefined {
  return optional(header && (/<([^<>]*)>/.exec(header)?.[1] ?? header).trim().toLowerCase());
}

/** Of the topmost header alone: those below it were there before, and anyone may have written them (RFC 8601). */
function authentication(results: string | undefined, receivedSpf: string | undefined): Authentication {
  const found = new Map<string, string>();
  for (const [, method, result] of (results ?? "").matchAll(/\b(spf|dkim|dmarc)\s*=\s*([a-z]+)/gi)) {
    const name = method.toLowerCase();
    // One good signature of several is enough.
    if (found.get(name) !== "pass") found.set(name, result.toLowerCase());
  }
  return {
    spf: found.get("spf") ?? /^[a-z]+/i.exec(receivedSpf ?? "")?.[0].toLowerCase(),
    dkim: found.get("dkim"),
    dmarc: found.get("dmarc"),
  };
}
