import type { Email } from "postal-mime";
import { type HeaderStructure, SENDER_HEADERS, type SiteRelation } from "./header-structure.ts";
import { keptField } from "./kept-text.ts";
import { MAXIMUM_LISTED } from "./limits.ts";
import { dnsName, isHeloBare, isOutside, type Relay, readRelay } from "./relay.ts";
import { isSameSite } from "./site.ts";

/** Headers of which a mail that was sent has at least one. */
const OF_SENT_MAIL = ["from", "date", "received", "message-id"];

/**
 * What the headers of a mail tell by how they are built.
 *
 * @param site the host in From; "" where there is none.
 * @returns undefined for a text with no header that a mail gets when it is sent.
 */
export function readHeaderStructure(headers: Email["headers"], site: string): HeaderStructure | undefined {
  const firsts = new Map(headers.toReversed().map(({ key, value }) => [key, value]));
  if (!OF_SENT_MAIL.some((name) => firsts.has(name))) return undefined;
  const first = (name: string) => keptField(firsts.get(name) ?? "").toLowerCase();
  const relation = (host: string): SiteRelation =>
    host === "" ? "none" : isSameSite(host, site) ? "same" : "other";
  const relays = headers
    .filter(({ key }) => key === "received")
    .slice(0, MAXIMUM_LISTED)
    .map(({ value }) => readRelay(keptField(value)))
    .filter((found) => found !== undefined);
  return {
    present: SENDER_HEADERS.filter((name) => firsts.has(name)),
    contentType: /^[\w.+-]{1,80}\/[\w.+-]{1,80}/.exec(first("content-type"))?.[0],
    charset: /\bcharset\s*=\s*["']?([\w.:+-]{1,40})/.exec(first("content-type"))?.[1],
    transferEncoding: /^[\w-]{1,40}/.exec(first("content-transfer-encoding"))?.[0],
    priority: /[1-5]/.exec(first("x-priority"))?.[0],
    messageId: relation(hostIn(first("message-id"))),
    returnPath: firsts.has("return-path") ? relation(hostIn(first("return-path"))) : undefined,
    relay: bestRelation(relays, site),
    outside: outside(relays),
  };
}

/** What follows the last "@". */
function hostIn(header: string): string {
  const at = header.lastIndexOf("@");
  return at === -1 ? "" : /^[^\s<>]*/.exec(header.slice(at + 1))![0];
}

function bestRelation(relays: readonly Relay[], site: string): HeaderStructure["relay"] {
  if (relays.length === 0) return undefined;
  if (relays.some(({ lookedUp }) => isSameSite(lookedUp, site))) return "looked-up";
  return relays.some(({ helo }) => isSameSite(helo, site)) ? "helo" : "other";
}

/** A server writes its header above those that are there: the lowest is of the first. */
function outside(relays: readonly Relay[]): HeaderStructure["outside"] {
  const found = relays.filter(isOutside);
  if (found.length === 0) return undefined;
  const [last, first] = [found[0], found.at(-1)!].map((relay) => ({
    dnsName: dnsName(relay),
    isHeloBare: isHeloBare(relay),
  }));
  return { first, last };
}
