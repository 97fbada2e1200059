/** What a server wrote of the one from which it had a mail; "" where it wrote nothing. */
export interface Relay {
  /** Its name, found in the DNS by its address. */
  readonly lookedUp: string;
  /** Its name as it called itself. */
  readonly helo: string;
  readonly address: string;
}

const FROM = /^from\s+([^\s()[\]]+)/i;
/** "(HELO name)" of qmail, "([10.0.0.1] helo=name)" of Exim: the name in front was looked up. */
const HELO_BEHIND = /^\s*\((?:HELO\s+|\[[^\]]*\]\s+helo=)([^\s()[\]]+)/i;
/** "(name [10.0.0.1])", "(user@name [10.0.0.1])" of Sendmail and Postfix: the name in front is of HELO. */
const LOOKED_UP_BEHIND = /^\s*\((?:[^\s()[\]@]*@)?([^\s()[\]@]+)\s*\[/;
/** "(10.0.0.1)" of qmail, where both names are the same, and of Exchange. */
const ADDRESS_ALONE = /^\s*\((?:[^\s()[\]@]*@)?[\da-f]*[.:][\da-f:.]*\)/i;
/** In brackets, of qmail in parentheses, "(user@10.0.0.1)". */
const ADDRESS = /[[(@](?:IPv6:)?(\d{1,3}(?:\.\d{1,3}){3}|[\da-f]*:[\da-f:.]+)[\])]/i;
/** Of a network's inside (RFC 1918, 3927, 4193, 6598) or of the machine itself. */
const INSIDE =
  /^(?:0|10|127|169\.254|192\.168|172\.(?:1[6-9]|2\d|3[01])|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\.|^(?:::1$|fe[89ab]|f[cd])/i;
/** Words that access providers write into the names of their customers' lines, or the address itself. */
const DYNAMIC = /dsl|dial|ppp|cable|pool|dyn|dhcp|client|cust|\d{1,3}[-.x]\d{1,3}[-.x]\d{1,3}/;

/**
 * Reads a Received header; undefined where it does not begin with "from" and a name. An address in the name's place is
 * how people's own mail programs greet a server.
 */
export function readRelay(received: string): Relay | undefined {
  const start = FROM.exec(received);
  if (start === null) return undefined;
  const name = host(start[1]);
  const behind = received.slice(start[0].length).split(/\sby\s/, 1)[0];
  const address = ADDRESS.exec(behind)?.[1] ?? "";
  const helo = HELO_BEHIND.exec(behind);
  if (helo !== null) return { lookedUp: name, helo: host(helo[1]), address };
  if (ADDRESS_ALONE.test(behind)) return { lookedUp: name, helo: name, address };
  return { lookedUp: host(LOOKED_UP_BEHIND.exec(behind)?.[1] ?? ""), helo: name, address };
}

/** Gmail writes names with the dot of the DNS's root. */
function host(name: string): string {
  return name.toLowerCase().replace(/\.$/, "");
}

/** Whether its address is one of the public network. */
export function isOutside({ address }: Relay): boolean {
  return address !== "" && !INSIDE.test(address);
}

/** Whether the DNS has no name for its address, or such a name as customers' lines have. */
export function dnsName({ lookedUp }: Relay): "none" | "dynamic" | "named" {
  if (lookedUp === "" || lookedUp === "unknown" || /^\d/.test(lookedUp)) return "none";
  return DYNAMIC.test(lookedUp) ? "dynamic" : "named";
}

/** Whether it called itself by an address or a name that is valid at home alone, against RFC 5321, 4.1.1.1. */
export function isHeloBare({ helo }: Relay): boolean {
  return !helo.includes(".") || /^(?:\d|localhost)/.test(helo);
}
