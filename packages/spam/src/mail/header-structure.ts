/**
 * Headers that the sender's program writes or leaves out, in the order of their marks. None that the receiving side or
 * a mailbox adds.
 */
export const SENDER_HEADERS = [
  "cc",
  "comments",
  "content-class",
  "content-disposition",
  "errors-to",
  "importance",
  "in-reply-to",
  "list-unsubscribe",
  "mail-followup-to",
  "mime-version",
  "organization",
  "precedence",
  "references",
  "reply-to",
  "sender",
  "thread-index",
  "thread-topic",
  "user-agent",
  "x-accept-language",
  "x-mailer",
  "x-mimeole",
  "x-msmail-priority",
  "x-operating-system",
  "x-url",
] as const;

export type SenderHeader = (typeof SENDER_HEADERS)[number];

/** Whether a header names a host of the site that From names; "none" where it names no host. */
export type SiteRelation = "same" | "other" | "none";

/** How a server outside, whose address is one of the public network, looked to the one that had the mail from it. */
export interface OutsideRelay {
  /** Of its address; "dynamic" as access providers name their customers' lines, where few mail servers stand. */
  readonly dnsName: "none" | "dynamic" | "named";
  /** It called itself by an address, or by a name without a domain. */
  readonly isHeloBare: boolean;
}

/** How a mail's headers are built and fit together. It names no one: it may be compared between mailboxes. */
export interface HeaderStructure {
  /** Which of `SENDER_HEADERS` there are, in their order. */
  readonly present: readonly SenderHeader[];
  /** As the header has it, in lower case, such as "text/html"; undefined where there is none. */
  readonly contentType: string | undefined;
  /** Of the mail as a whole, in lower case, such as "utf-8". */
  readonly charset: string | undefined;
  /** Of the mail as a whole, in lower case, such as "base64". */
  readonly transferEncoding: string | undefined;
  /** The digit of X-Priority: "1" is the highest, "3" the usual one. */
  readonly priority: string | undefined;
  /** The host in Message-ID. */
  readonly messageId: SiteRelation;
  /** The host in Return-Path, where bounces go; undefined where the receiving server wrote none. */
  readonly returnPath: SiteRelation | undefined;
  /**
   * How a server that handed the mail on is of From's site: by the name that the next one looked up for its address,
   * else by the name that it gave itself in HELO; "other" where none is. undefined where no server wrote where it had
   * the mail from. A sender can forge the lower ones.
   */
  readonly relay: "looked-up" | "helo" | "other" | undefined;
  /**
   * The first and the last server outside that handed the mail on; they may be the same one. undefined where none is
   * known. A sender can forge all but the last.
   */
  readonly outside: { readonly first: OutsideRelay; readonly last: OutsideRelay } | undefined;
}
