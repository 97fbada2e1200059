/** A mail as it was sent, and where it was found. */
export interface RawMail {
  /** At most `MAXIMUM_MAIL_BYTES` and one more, by which `readMail` sees that it was longer. */
  readonly raw: Uint8Array;
  /** Its file; in an mbox with the number of the mail behind, counted from 1: "inbox.mbox:3". */
  readonly source: string;
}
