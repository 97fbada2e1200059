import { decodeUtf8 } from "@engram/dataset";

/** A text to train on, as it came. */
export interface TextFile {
  readonly name: string;
  readonly content: Blob;
}

/**
 * The texts one after the other, each from a new line on.
 *
 * @throws Error that names the file that is not UTF-8 text; or when there is no text at all.
 */
export async function readTexts(files: readonly TextFile[]): Promise<string> {
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
