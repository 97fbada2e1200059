export type { FeedbackStore } from "./filter/feedback-store.ts";
export type { MessageOptions, SpamMessage } from "./filter/filter-text.ts";
export { isRawMail } from "./filter/is-raw-mail.ts";
export { type LoadSpamFilterOptions, loadSpamFilter } from "./filter/load-spam-filter.ts";
export { memoryFeedback } from "./filter/memory-feedback.ts";
export { spam } from "./filter/spam.ts";
export {
  SpamFilter,
  type SpamFilterOptions,
  type SpamLabel,
  type SpamPrediction,
} from "./filter/spam-filter.ts";
export type { HeaderStructure, SenderHeader, SiteRelation } from "./mail/header-structure.ts";
export type { Authentication, Mail, MailAddress, MailAttachment, MailLink } from "./mail/mail.ts";
export { readMail } from "./mail/read-mail.ts";
export { type FoldedText, foldObfuscation } from "./obfuscation/fold-obfuscation.ts";
export { type MailTextOptions, mailText } from "./text/mail-text.ts";
export { messageText } from "./text/message-text.ts";
