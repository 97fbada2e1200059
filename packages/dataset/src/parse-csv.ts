import { excerpt, MAXIMUM_RECORD_LENGTH, type TextChunks, type TextExample } from "./text-example.ts";

export interface CsvOptions {
  /** The column with the text; default "text". */
  readonly textColumn?: string;
  /** The column with the label, where there is one. */
  readonly labelColumn?: string;
  /** Names of the columns, where the file has no header row. */
  readonly columns?: readonly string[];
  /** Default ","; "\t" for TSV. */
  readonly delimiter?: string;
  /** Code units of the longest record that is taken, give or take one piece of text; default 16 Mi. */
  readonly maximumLength?: number;
}

/**
 * Examples of a CSV text (RFC 4180: quoted fields may hold delimiters and line ends), in bounded memory.
 *
 * @param chunks the text in pieces, e.g. `decodeUtf8(file.stream())`.
 * @param options.source names the data in errors and in the examples; default "input".
 * @returns examples whose `source` has the line at which the record ends.
 * @throws Error that names the source, the line and what is wrong with it: a missing column, a record of another
 *   number of fields than the first, a stray or unclosed quote, a record that is too long.
 */
export async function* parseCsv(
  chunks: TextChunks,
  options: CsvOptions & { readonly source?: string } = {},
): AsyncGenerator<TextExample, void, undefined> {
  const { textColumn = "text", labelColumn, columns, source = "input" } = options;
  let places = columns && findColumns(columns, textColumn, labelColumn, source);
  for await (const { fields, line } of parseRecords(chunks, source, options)) {
    if (!places) {
      places = findColumns(fields, textColumn, labelColumn, `${source}:${line}`);
      continue;
    }
    if (columns && fields.length !== columns.length) {
      throw new Error(
        `parseCsv: expected ${columns.length} fields at ${source}:${line}, got ${fields.length}`,
      );
    }
    const example = { text: fields[places.text], source: `${source}:${line}` };
    yield places.label === undefined ? example : { ...example, label: fields[places.label] };
  }
}

function findColumns(header: readonly string[], text: string, label: string | undefined, place: string) {
  const find = (name: string) => {
    const column = header.indexOf(name);
    if (column < 0) {
      const names = header.slice(0, 10).map(excerpt).join(", ");
      throw new Error(`parseCsv: expected a column ${excerpt(name)} at ${place}, got ${names}`);
    }
    return column;
  };
  return { text: find(text), label: label === undefined ? undefined : find(label) };
}

interface CsvRecord {
  readonly record: string[];
  readonly info: { readonly lines: number };
}

async function* parseRecords(
  chunks: TextChunks,
  source: string,
  { delimiter = ",", maximumLength = MAXIMUM_RECORD_LENGTH }: CsvOptions,
): AsyncGenerator<{ fields: string[]; line: number }, void, undefined> {
  // The build that brings its own Buffer and streams: the same code in Node and in a page, and loaded only here.
  const { parse } = await import("csv-parse/browser/esm");
  const parser = parse({
    bom: true,
    delimiter,
    info: true,
    record_delimiter: ["\r\n", "\n"],
    skip_empty_lines: true,
  });
  let records: CsvRecord[] = [];
  let fail: (error: Error) => void = () => {};
  parser.on("data", (record: CsvRecord) => records.push(record));
  parser.on("error", (error: Error) => fail(error));
  /** Runs one write or end, and gives the records that it completed. */
  const advance = (action: (done: (error?: Error | null) => void) => void) =>
    new Promise<CsvRecord[]>((resolve, reject) => {
      fail = (error) => reject(new Error(`parseCsv: expected CSV in ${source}, got: ${error.message}`));
      action((error) => {
        if (error) return fail(error);
        const completed = records;
        records = [];
        resolve(completed);
      });
    });

  let pendingLength = 0;
  let line = 1;
  let started = false;
  for await (const chunk of chunks) {
    if (chunk === "") continue;
    started = true;
    const completed = await advance((done) => parser.write(chunk, done));
    for (const { record, info } of completed) {
      line = info.lines;
      yield { fields: record, line };
    }
    pendingLength = completed.length > 0 ? 0 : pendingLength + chunk.length;
    if (pendingLength > maximumLength) {
      throw new Error(
        `parseCsv: expected records of at most ${maximumLength} characters in ${source}, got a longer one after line ${line}`,
      );
    }
  }
  // That build throws at the end of an input without a byte.
  if (!started) return;
  const completed = await advance((done) => parser.once("end", done).end());
  for (const { record, info } of completed) yield { fields: record, line: info.lines };
}
