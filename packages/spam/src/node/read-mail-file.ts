import { open } from "node:fs/promises";
import { MAXIMUM_MAIL_BYTES } from "../mail/limits.ts";
import type { RawMail } from "./raw-mail.ts";

/**
 * Reads a file that holds one mail, such as an .eml; of a huge one no more than `readMail` looks at.
 *
 * @throws Error of the file system when there is no such file.
 */
export async function readMailFile(path: string): Promise<RawMail> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const bytes = new Uint8Array(Math.min(size, MAXIMUM_MAIL_BYTES + 1));
    let length = 0;
    while (length < bytes.length) {
      const { bytesRead } = await file.read(bytes, length, bytes.length - length, length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return { raw: bytes.subarray(0, length), source: path };
  } finally {
    await file.close();
  }
}
