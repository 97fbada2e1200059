import { createReadStream } from "node:fs";
import { MAXIMUM_MAIL_BYTES } from "../mail/limits.ts";
import { type LinePart, lineParts } from "./line-parts.ts";
import type { RawMail } from "./raw-mail.ts";

/** "From ", a sender, and a date with a time and a year, as in "From ann@example.org Thu Aug 22 12:36:23 2002". */
const SEPARATOR = /^From \S.*\d{1,2}:\d\d.*\d{4}/;
const QUOTED = /^>+From /;
const EMPTY = /^\r?\n$/;
/** Bytes of a line that are looked at. */
const LOOKED_AT = 300;
const SIGNS = new Set(Buffer.from("F>\r\n"));

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
  for await (const parts of lineParts(createReadStream(path))) {
    for (const part of parts) {
      const start = lineStart(part);
      const isSeparator = mail === undefined ? start.startsWith("From ") : SEPARATOR.test(start);
      if (isAfterEmpty && isSeparator) {
        if (mail !== undefined) yield { raw: mail.take(), source: `${path}:${number}` };
        mail = new MailBytes();
        number++;
        isAfterEmpty = false;
        continue;
      }
      isAfterEmpty = EMPTY.test(start);
      if (mail !== undefined) mail.push(QUOTED.test(start) ? part.bytes.subarray(1) : part.bytes);
      else if (!isAfterEmpty) {
        throw new Error(`readMbox: expected a line that begins with "From ", got ${path}`);
      }
    }
  }
  if (mail !== undefined) yield { raw: mail.take(), source: `${path}:${number}` };
}

/** How a line begins, where it may be more than a line of a mail; else "". */
function lineStart({ bytes, isStart }: LinePart): string {
  if (!isStart || !SIGNS.has(bytes[0])) return "";
  return Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, LOOKED_AT)).toString("latin1");
}

/** The first bytes of a mail, one more than are read. */
class MailBytes {
  private readonly parts: Uint8Array[] = [];
  private length = 0;

  push(bytes: Uint8Array): void {
    if (this.length > MAXIMUM_MAIL_BYTES) return;
    const part = bytes.slice(0, MAXIMUM_MAIL_BYTES + 1 - this.length);
    this.parts.push(part);
    this.length += part.length;
  }

  /** All of it, without the empty line that belongs to the separator behind. */
  take(): Uint8Array {
    const bytes = Buffer.concat(this.parts);
    const end = /\n(\r?\n)$/.exec(bytes.subarray(-4).toString("latin1"))?.[1].length ?? 0;
    return bytes.subarray(0, bytes.length - end);
  }
}
