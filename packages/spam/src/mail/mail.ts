import type { HeaderStructure } from "./header-structure.ts";

/** A mailbox in a header. */
export interface MailAddress {
  /** "" where there is none. */
  readonly name: string;
  readonly address: string;
  /** What follows the "@", in lower case; "" where there is none. */
  readonly host: string;
}

export interface MailLink {
  /** What a reader sees of it. */
  readonly text: string;
  readonly url: string;
  /** As the address bar would show it: lower case, internationalised names in punycode, numbers as four decimals. */
  readonly host: string;
  /** The text names a host, and the link leads to another site. */
  readonly hostDiffers: boolean;
  readonly isIpAddress: boolean;
}

/** A file that came with a mail: named, never opened. */
export interface MailAttachment {
  /** "" where there is none. */
  readonly filename: string;
  /** As the mail claims it, such as "application/pdf". */
  readonly mimeType: string;
  /** Bytes. */
  readonly size: number;
}

/** What the receiving server found out about the sender: "pass", "fail", "softfail", …; undefined where it says nothing. */
export interface Authentication {
  readonly spf: string | undefined;
  readonly dkim: string | undefined;
  readonly dmarc: string | undefined;
}

/** What a mail holds that tells wanted from unwanted. Plain JSON. */
export interface Mail {
  readonly from: MailAddress | undefined;
  readonly replyTo: MailAddress | undefined;
  readonly to: readonly MailAddress[];
  readonly cc: readonly MailAddress[];
  readonly subject: string;
  /** ISO 8601, or what the header holds where that is no date. */
  readonly date: string | undefined;
  /** Servers that have handed it on, by its own account. */
  readonly receivedCount: number;
  /** A list manager sent it to many. */
  readonly isFromList: boolean;
  /** Such as "engram.lists.example.org". */
  readonly listId: string | undefined;
  /** Of the mail as a whole, such as "multipart/alternative". */
  readonly contentType: string;
  /** The program that wrote it, by its own account. */
  readonly mailer: string | undefined;
  readonly authentication: Authentication;
  /** How its headers are built; undefined for a text with none that a mail gets when it is sent. */
  readonly headers: HeaderStructure | undefined;
  /** What a reader sees: of the HTML where there is some with text in it, else of the plain parts. */
  readonly text: string;
  /** Which parts there are to be read. */
  readonly parts: "plain" | "html" | "both" | "none";
  /** Text of the HTML that a reader does not see: not displayed, of no size, or in the colour of its background. */
  readonly hiddenText: string;
  /** The first links; `linkCount` says how many there are. */
  readonly links: readonly MailLink[];
  readonly linkCount: number;
  readonly imageCount: number;
  /** It asks for something to be filled in. */
  readonly hasForm: boolean;
  readonly attachments: readonly MailAttachment[];
  /** It was too long to be read as a whole. */
  readonly isCut: boolean;
  /** Its structure could not be read: what stands above is a guess. */
  readonly isBroken: boolean;
}
