/** What a classifier reads of a mail as it was sent: its marks, subject and body. */
export async function mailTextOf(raw: Uint8Array): Promise<string> {
  // Loaded where there are mails: a parser of mails and of HTML.
  const { mailText, readMail } = await import("@engram/spam");
  return mailText(await readMail(raw));
}

/** The same of a file that holds one mail. */
export async function readMailText(path: string): Promise<string> {
  const { readMailFile } = await import("@engram/spam/node");
  return mailTextOf((await readMailFile(path)).raw);
}
