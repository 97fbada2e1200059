/** Bytes of a mail that are read; the rest is left out, and `Mail.isCut` says so. */
export const MAXIMUM_MAIL_BYTES = 1024 * 1024;

/** Lines that are read: a mail of line feeds alone would else cost a hundred times its size. */
export const MAXIMUM_LINES = 40_000;

/** Lines beginning with "--", of which each may begin a part. */
export const MAXIMUM_PART_LINES = 2_000;

/** Multiparts inside multiparts. */
export const MAXIMUM_NESTING = 32;

/** Mails inside mails, each of which is parsed anew with all that is in it. Deeper ones are attachments. */
export const MAXIMUM_MAILS_IN_MAILS = 1;

/** Bytes of the headers of all parts together. */
export const MAXIMUM_HEADER_BYTES = 256 * 1024;

/** UTF-16 units of a body that are kept, from its beginning and its end; several times what a classifier reads of it. */
export const MAXIMUM_TEXT_LENGTH = 256 * 1024;

/** Elements inside elements, unclosed ones among them. HTML behind a deeper one is read as text without tags. */
export const MAXIMUM_HTML_DEPTH = 4_000;

/** Links, attachments and addresses that are listed. All links are counted. */
export const MAXIMUM_LISTED = 200;

/** UTF-16 units of a subject, a name, an address or a link. */
export const MAXIMUM_FIELD_LENGTH = 2_000;
