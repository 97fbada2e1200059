import { decodeUtf8 } from "@engram/dataset";

/** A text to train on, as it came. */
export interface TextFile {
  readonly name: string;
  readonly content: Blob;
}

/** A page holds a text several times over while it makes numbers of it. */
const MOST_BYTES = 200e6;

/**
 * The texts one after the other, each from a new line on.
 *
 * @throws Error that names the file that is not UTF-8 text; or when there is no text at all, or more than 200 MB.
 */
export async function readTexts(files: readonly TextFile[]): Promise<string> {
  const bytes = files.reduce((sum, { content }) => sum + content.size, 0);
  if (bytes > MOST_BYTES) {
    throw new Error(
      `expected at most ${MOST_BYTES / 1e6} MB of text in a page, got ${Math.ceil(bytes / 1e6)} MB`,
    );
  }
  let text = "";
  for (const { name, content } of files) {
    if (text !== "" && !text.endsWith("\n")) text += "\n";
    for await (const piece of decodeUtf8(content.stream(), { source: name })) text += piece;
  }
  if (text.trim() === "") {
    throw new Error(`expected text in ${files.map(({ name }) => name).join(", ") || "a file"}, got none`);
  }
  return text;
}
