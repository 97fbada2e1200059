import type { Mail } from "../mail/mail.ts";
import { headerMarks } from "./header-marks.ts";
import { linkMarks } from "./link-marks.ts";
import { withoutListFooter, withoutListTag } from "./list-footer.ts";
import { type Mark, marked } from "./marks.ts";
import { readableText, toneMarks } from "./readable-text.ts";

export interface MailTextOptions {
  /**
   * "content" (default): what a mail says and how it is built, which holds for anyone's mail. "all": who sent it by
   * which way to whom as well, which holds only for the mailbox that a model learned from.
   */
  readonly headers?: "all" | "content";
}

/** Marks of one kind that are written. */
const MAXIMUM_REPEATED = 20;

/**
 * The one text that a classifier reads of a mail: marks of its headers, its structure, its attachments and its links,
 * then subject and body, undisguised.
 *
 * Never in it, since they tell collections apart rather than mails: dates, which servers received it, who it
 * was delivered to, addresses in the text. With "content" neither senders, hosts of links nor what mailing lists add:
 * of hosts in headers and links it is said only whether they are of the sender's site.
 */
export function mailText(mail: Mail, { headers = "content" }: MailTextOptions = {}): string {
  const isContent = headers === "content" && mail.isFromList;
  const subject = readableText(isContent ? withoutListTag(mail.subject) : mail.subject);
  const body = readableText(isContent ? withoutListFooter(mail.text) : mail.text);
  return [
    ...(headers === "all" ? originMarks(mail) : []),
    ...headerMarks(mail, { isListLeftOut: isContent }),
    ...structureMarks(mail),
    ...linkMarks(mail),
    ...toneMarks(subject, body),
    ...marked("xxlength", body.letters),
    `xxsubject ${subject.text}`,
    `xxbody ${body.text}`,
  ].join("\n");
}

function structureMarks(mail: Mail): string[] {
  const { from, replyTo, attachments } = mail;
  const isAnsweredElsewhere = replyTo !== undefined && from !== undefined && replyTo.host !== from.host;
  return [
    // A list has the answers sent to itself.
    ...marked("xxreplydiffers", isAnsweredElsewhere && !mail.isFromList),
    ...marked("xxdifferentname", from !== undefined && isOtherAddress(from.name, from.host)),
    ...marked("xxhtmlonly", mail.parts === "html"),
    ...marked("xxhidden", mail.hiddenText.split(/\s+/).filter((word) => word !== "").length),
    ...marked("xximages", mail.imageCount),
    ...marked("xxform", mail.hasForm),
    ...repeated(
      "xxattachment",
      attachments.map(({ filename, mimeType }) => extension(filename, mimeType)),
    ),
    ...marked("xxcut", mail.isCut),
    ...marked("xxbroken", mail.isBroken),
  ];
}

function originMarks(mail: Mail): string[] {
  return [
    ...marked("xxfrom", mail.from?.host),
    ...marked("xxname", mail.from?.name),
    ...marked("xxto", mail.to.length + mail.cc.length),
    ...marked("xxlist", mail.listId),
    ...marked("xxreceived", mail.receivedCount),
    ...marked("xxmailer", mail.mailer),
    ...marked("xxspf", mail.authentication.spf),
    ...marked("xxdkim", mail.authentication.dkim),
    ...marked("xxdmarc", mail.authentication.dmarc),
    ...repeated(
      "xxlink",
      mail.links.map(({ host }) => host),
    ),
  ];
}

/** Each value once, in the order in which they come. */
function repeated(mark: Mark, values: readonly string[]): string[] {
  return [...new Set(values)].slice(0, MAXIMUM_REPEATED).flatMap((value) => marked(mark, value));
}

/** A name that is the address of someone else. */
function isOtherAddress(name: string, host: string): boolean {
  const shown = /@([\w.-]+\.[a-z]{2,})/i.exec(name)?.[1].toLowerCase();
  return shown !== undefined && shown !== host;
}

/** What a file's name ends with, as it decides what opens it; else the second half of its type. */
function extension(filename: string, mimeType: string): string {
  return (
    /\.([a-z0-9]{1,8})\s*$/i.exec(filename)?.[1].toLowerCase() ?? mimeType.slice(mimeType.indexOf("/") + 1)
  );
}
