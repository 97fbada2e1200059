import { splitLines } from "./split-lines.ts";
import { excerpt, type TextChunks, type TextExample } from "./text-example.ts";

export interface JsonlOptions {
  /** The field with the text; default "text". Its value is a string. */
  readonly textField?: string;
  /** The field with the label, where there is one: a string, a number or a boolean; it is given as a string. */
  readonly labelField?: string;
  /** Code units of the longest line that is taken; default 16 Mi. */
  readonly maximumLength?: number;
}

/**
 * Examples of a JSONL text (one JSON object a line; blank lines are left out), in bounded memory.
 *
 * @param chunks the text in pieces, e.g. `decodeUtf8(file.stream())`.
 * @param options.source names the data in errors and in the examples; default "input".
 * @throws Error that names the source, the line and what is wrong with it.
 */
export async function* parseJsonl(
  chunks: TextChunks,
  {
    textField = "text",
    labelField,
    source = "input",
    ...limits
  }: JsonlOptions & { readonly source?: string } = {},
): AsyncGenerator<TextExample, void, undefined> {
  for await (const line of splitLines(chunks, { ...limits, source })) {
    if (line.text.trim() === "") continue;
    const place = `${source}:${line.number}`;
    const record = parseObject(line.text, place);
    const text = field(record, textField, place);
    if (typeof text !== "string") {
      throw new Error(
        `parseJsonl: expected field "${textField}" to be a string at ${place}, got ${typeName(text)}`,
      );
    }
    if (labelField === undefined) {
      yield { text, source: place };
      continue;
    }
    const label = field(record, labelField, place);
    if (typeof label !== "string" && typeof label !== "number" && typeof label !== "boolean") {
      throw new Error(
        `parseJsonl: expected field "${labelField}" to be a string, number or boolean at ${place}, got ${typeName(label)}`,
      );
    }
    yield { text, label: String(label), source: place };
  }
}

function parseObject(text: string, place: string): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error(`parseJsonl: expected a JSON object at ${place}, got ${excerpt(text)}`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Error(`parseJsonl: expected a JSON object at ${place}, got ${typeName(value)}`);
  }
  return value;
}

function field(record: object, name: string, place: string): unknown {
  if (!Object.hasOwn(record, name)) {
    const names = Object.keys(record).slice(0, 10).map(excerpt).join(", ");
    throw new Error(`parseJsonl: expected a field "${name}" at ${place}, got ${names || "an empty object"}`);
  }
  return (record as Record<string, unknown>)[name];
}

function typeName(value: unknown): string {
  return value === null ? "null" : Array.isArray(value) ? "an array" : typeof value;
}
