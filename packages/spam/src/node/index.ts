export { fileFeedback } from "./file-feedback.ts";
export type { RawMail } from "./raw-mail.ts";
export { readMailFile } from "./read-mail-file.ts";
export { readMaildir } from "./read-maildir.ts";
export { readMbox } from "./read-mbox.ts";
export { type LabelledMail, readSpamAssassin } from "./read-spam-assassin.ts";
