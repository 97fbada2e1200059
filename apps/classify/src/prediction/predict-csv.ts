import { createReadStream } from "node:fs";
import { extname } from "node:path";
import { parse } from "csv-parse";
import { stringify } from "csv-stringify/sync";
import type { Predictor } from "./open-predictor.ts";
import { predictTexts } from "./predict-texts.ts";

/** What is added at the end of each record. */
const COLUMNS = ["predicted_label", "predicted_probability"];

/**
 * A .csv or .tsv file again, each record with two columns more, as pieces of text in bounded memory.
 *
 * @throws Error that names the file when it is not there, has no such column, or is no CSV.
 */
export async function* predictCsv(
  predictor: Predictor,
  path: string,
  textField: string,
): AsyncGenerator<string, void, undefined> {
  const delimiter = extname(path).toLowerCase() === ".tsv" ? "\t" : ",";
  const write = (record: readonly string[]) => stringify([[...record]], { delimiter });
  const records = recordsOf(path, delimiter);
  const header = await records.next();
  if (header.done) throw new Error(`${path}: expected a header, got an empty file`);
  const place = header.value.indexOf(textField);
  if (place < 0) throw new Error(`${path}: expected a column "${textField}", got ${header.value.join(", ")}`);
  yield write([...header.value, ...COLUMNS]);
  for await (const { item, prediction } of predictTexts(predictor, records, (record) => record[place])) {
    yield write([...item, prediction.label, String(prediction.probability)]);
  }
}

async function* recordsOf(path: string, delimiter: string): AsyncGenerator<string[], void, undefined> {
  const file = createReadStream(path);
  const parser = parse({ bom: true, delimiter, skip_empty_lines: true });
  file.on("error", (error) => parser.destroy(error));
  try {
    yield* file.pipe(parser);
  } catch (cause) {
    throw new Error(`${path}: ${(cause as Error).message}`, { cause });
  } finally {
    file.destroy();
  }
}
