/** A mail as it is sent, of its headers and its body, with the line ends of the standard. */
export function rawMail(headers: Readonly<Record<string, string>>, body: string): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [...lines, "", ...body.split("\n")].join("\r\n");
}

/** The body of a multipart with the boundary "=_border": parts of a header block and a body. */
export function multipart(...parts: readonly (readonly [headers: string, body: string])[]): string {
  return `${parts.map(([headers, body]) => `--=_border\n${headers}\n\n${body}\n`).join("")}--=_border--\n`;
}

export const ALTERNATIVE = { "Content-Type": 'multipart/alternative; boundary="=_border"' };
export const MIXED = { "Content-Type": 'multipart/mixed; boundary="=_border"' };
export const HTML = { "Content-Type": "text/html; charset=utf-8" };

/** Characters of one byte each, as bytes. */
export function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
