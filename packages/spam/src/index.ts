export type { Authentication, Mail, MailAddress, MailAttachment, MailLink } from "./mail/mail.ts";
export { readMail } from "./mail/read-mail.ts";
export { type FoldedText, foldObfuscation } from "./obfuscation/fold-obfuscation.ts";
export { type MailTextOptions, mailText } from "./text/mail-text.ts";
export { messageText } from "./text/message-text.ts";
