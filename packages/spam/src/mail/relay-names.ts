/** What a server wrote of the one from which it had a mail; "" where it wrote nothing. */
export interface RelayNames {
  /** Found in the DNS by its address. */
  readonly lookedUp: string;
  /** As it called itself. */
  readonly helo: string;
}

const FROM = /^from\s+([^\s()[\]]+)/i;
/** "(HELO name)" of qmail, "([10.0.0.1] helo=name)" of Exim: the name in front was looked up. */
const HELO_BEHIND = /^\s*\((?:HELO\s+|\[[^\]]*\]\s+helo=)([^\s()[\]]+)/i;
/** "(name [10.0.0.1])", "(user@name [10.0.0.1])" of Sendmail and Postfix: the name in front is of HELO. */
const LOOKED_UP_BEHIND = /^\s*\((?:[^\s()[\]@]*@)?([^\s()[\]@]+)\s*\[/;

/** Reads a Received header; undefined where it does not begin with "from". */
export function relayNames(received: string): RelayNames | undefined {
  const start = FROM.exec(received);
  if (start === null) return undefined;
  const name = start[1].toLowerCase();
  const behind = received.slice(start[0].length);
  const helo = HELO_BEHIND.exec(behind)?.[1].toLowerCase();
  if (helo !== undefined) return { lookedUp: name, helo };
  return { lookedUp: LOOKED_UP_BEHIND.exec(behind)?.[1].toLowerCase() ?? "", helo: name };
}
