import type { RawMail } from "@engram/spam/node";

/** What a classifier reads of a mail as it was sent: its marks, subject and body. */
export async function mailTextOf(raw: Uint8Array): Promise<string> {
  // Loaded where there are mails: a parser of mails and of HTML.
  const { mailText, readMail } = await import("@engram/spam");
  return mailText(await readMail(raw));
}

/** The same of a file that holds one mail. */
export async function readMailText(path: string): Promise<string> {
  return mailTextOf((await readRawMail(path)).raw);
}

/** A file that holds one mail, as it was sent. */
export async function readRawMail(path: string): Promise<RawMail> {
  return (await import("@engram/spam/node")).readMailFile(path);
}
