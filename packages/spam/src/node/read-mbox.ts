import { createReadStream } from "node:fs";
import { MAXIMUM_MAIL_BYTES } from "../mail/limits.ts";
import { lineParts } from "./line-parts.ts";
import type { RawMail } from "./raw-mail.ts";

/** "From ", a sender, and a date with a time and a year, as in "From ann@example.org Thu Aug 22 12:36:23 2002". */
const SEPARATOR = /^From \S.*\d{1,2}:\d\d.*\d{4}/;
const QUOTED = /^>+From /;
/** Bytes of a line that are looked at. */
const LOOKED_AT = 300;

/**
 * The mails of an mbox of any size, one in memory at a time.
 *
 * A mail begins after a line "From sender date" that is the first of the file or follows an empty line. Lines that were
 * quoted, as ">From ", lose one ">". Line ends stay as they are.
 *
 * @throws Error when the file does not begin with such a line.
 */
export async function* readMbox(path: string): AsyncGenerator<RawMail, void, undefined> {
  let mail: MailBytes | undefined;
  let number = 0;
  let isAfterEmpty = true;
  for await (const { bytes, isStart } of lineParts(createReadStream(path))) {
    const start = isStart ? Buffer.from(bytes.subarray(0, LOOKED_AT)).toString("latin1") : "";
    const isFirst = mail === undefined && start.startsWith("From ");
    if (isFirst || (isAfterEmpty && SEPARATOR.test(start))) {
      if (mail !== undefined) yield { raw: mail.take(), source: `${path}:${number}` };
      mail = new MailBytes();
      number++;
      isAfterEmpty = false;
      continue;
    }
    isAfterEmpty = isStart ? /^\r?\n?$/.test(start) : false;
    if (mail !== undefined) mail.push(QUOTED.test(start) ? bytes.subarray(1) : bytes);
    else if (!isAfterEmpty)
      throw new Error(`readMbox: expected a line that begins with "From ", got ${path}`);
  }
  if (mail !== undefined) yield { raw: mail.take(), source: `${path}:${number}` };
}

/** The first bytes of a mail, one more than are read. */
class MailBytes {
  private readonly parts: Uint8Array[] = [];
  private length = 0;

  push(bytes: Uint8Array): void {
    const part = bytes.subarray(0, MAXIMUM_MAIL_BYTES + 1 - this.length);
    if (part.length > 0) this.parts.push(part.slice());
    this.length += part.length;
  }

  /** All of it, without the empty line that belongs to the separator behind. */
  take(): Uint8Array {
    const bytes = new Uint8Array(this.length);
    let at = 0;
    for (const part of this.parts) {
      bytes.set(part, at);
      at += part.length;
    }
    const end = /\n(\r?\n)$/.exec(Buffer.from(bytes.subarray(-4)).toString("latin1"))?.[1].length ?? 0;
    return bytes.subarray(0, bytes.length - end);
  }
}
