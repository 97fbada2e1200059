/** The bytes that a text in base64 stands for. @throws DOMException when it is none. */
export function bytesOfBase64(base64: string): Uint8Array {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) bytes[index] = text.charCodeAt(index);
  return bytes;
}

/** The bytes of a file that a package has with it, as it is or in base64. */
export function bytesOfFile(content: string | Uint8Array): Uint8Array {
  return typeof content === "string" ? bytesOfBase64(content) : content;
}
