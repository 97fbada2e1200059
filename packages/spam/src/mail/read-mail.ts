import PostalMime, { type Email } from "postal-mime";
import { boundMail } from "./bound-mail.ts";
import { keptField, keptText } from "./kept-text.ts";
import { MAXIMUM_HEADER_BYTES, MAXIMUM_LISTED, MAXIMUM_MAILS_IN_MAILS, MAXIMUM_NESTING } from "./limits.ts";
import type { Mail, MailAttachment } from "./mail.ts";
import { readBody } from "./read-body.ts";
import { readHeaders } from "./read-headers.ts";

/**
 * Reads a mail as it is sent (RFC 5322, MIME): headers, the text that a reader sees, links, names of attachments.
 *
 * Every input gives a mail: of a broken one what can be made out, of a long one its first `MAXIMUM_MAIL_BYTES`.
 *
 * @param raw bytes; text is taken as UTF-8. A "From " line of an mbox may stand in front.
 * @throws TypeError when it is neither.
 */
export async function readMail(raw: string | Uint8Array): Promise<Mail> {
  if (typeof raw !== "string" && !(raw instanceof Uint8Array)) {
    throw new TypeError(`readMail: expected a string or a Uint8Array, got ${typeof raw}`);
  }
  const { bytes, isCut } = boundMail(raw);
  const { email, isBroken } = await parse(bytes);
  const body = await readBody(email.text, email.html);
  return {
    ...readHeaders(email),
    ...body,
    attachments: email.attachments.slice(0, MAXIMUM_LISTED).map(attachment),
    isCut,
    isBroken: isBroken || body.isBroken,
  };
}

async function parse(bytes: Uint8Array): Promise<{ email: Email; isBroken: boolean }> {
  try {
    const email = await PostalMime.parse(bytes, {
      maxNestingDepth: MAXIMUM_NESTING,
      maxHeadersSize: MAXIMUM_HEADER_BYTES,
      maxRfc822NestingDepth: MAXIMUM_MAILS_IN_MAILS,
    });
    return { email, isBroken: false };
  } catch {
    // Over one of the limits: no structure that an honest mail has, yet there may be words in it.
    const text = keptText(new TextDecoder().decode(bytes));
    return { email: { headers: [], headerLines: [], attachments: [], text }, isBroken: true };
  }
}

function attachment({ filename, mimeType, content }: Email["attachments"][number]): MailAttachment {
  return {
    filename: keptField(filename ?? ""),
    mimeType: keptField(mimeType),
    size: typeof content === "string" ? content.length : content.byteLength,
  };
}
