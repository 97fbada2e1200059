import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { type CsvOptions, parseCsv } from "../src/index.ts";
import { collect } from "./support/collect.ts";

const quote = (field: string) => `"${field.replaceAll('"', '""')}"`;
const field = fc.string({
  unit: fc.constantFrom("a", "é", "😀", ",", '"', "\n", "\r\n", " ", "\t"),
  maxLength: 12,
});

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("parseCsv", () => {
  test("needs no Buffer, so it runs in a page", async () => {
    vi.stubGlobal("Buffer", undefined);
    expect(await collect(parseCsv(["text\n", "ä🐋\n"]))).toEqual([{ text: "ä🐋", source: "input:2" }]);
  });

  test("gives back any quoted fields, wherever the text is cut", async () => {
    const records = fc.array(fc.tuple(field, field), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(
        records,
        fc.constantFrom("\n", "\r\n"),
        fc.integer({ min: 1, max: 30 }),
        async (rows, end, width) => {
          const points = [...["label,text", ...rows.map((row) => row.map(quote).join(","))].join(end)];
          const chunks = Array.from({ length: Math.ceil(points.length / width) }, (_, index) =>
            points.slice(index * width, (index + 1) * width).join(""),
          );
          const examples = await collect(parseCsv(chunks, { labelColumn: "label" }));
          expect(examples.map(({ label, text }) => [label, text])).toEqual(rows);
        },
      ),
    );
  });

  test("finds columns by name, in a file with a header or with names given, and names file and line", async () => {
    const rows = 'ham,see you at 8\r\nspam,"WIN, now\nor never"\r\n\r\nham,ok';
    const expected = [
      { text: "see you at 8", label: "ham", source: "a.csv:2" },
      { text: "WIN, now\nor never", label: "spam", source: "a.csv:4" },
      { text: "ok", label: "ham", source: "a.csv:6" },
    ];
    const options = { textColumn: "message", labelColumn: "class", source: "a.csv" };
    expect(await collect(parseCsv([`\uFEFFclass,message\n${rows}`], options))).toEqual(expected);
    const named = await collect(parseCsv([rows], { ...options, columns: ["class", "message"] }));
    expect(named.map(({ source, ...example }) => example)).toEqual(
      expected.map(({ source, ...example }) => example),
    );
    expect(await collect(parseCsv(["text\tid\na,b\t1\n"], { delimiter: "\t" }))).toEqual([
      { text: "a,b", source: "input:2" },
    ]);
  });

  test("gives no examples for an empty file or a header alone", async () => {
    expect(await collect(parseCsv([]))).toEqual([]);
    expect(await collect(parseCsv(["", ""]))).toEqual([]);
    expect(await collect(parseCsv(["id,text\n"]))).toEqual([]);
  });

  test.each<[string, string, CsvOptions, string]>([
    ["a missing column", "id,body\n1,x", {}, 'expected a column "text" at a.csv:1, got "id", "body"'],
    [
      "a missing label column",
      "id,text\n1,x",
      { labelColumn: "label" },
      'expected a column "label" at a.csv:1',
    ],
    ["a record with too many fields", "id,text\n1,x\n2,y,z\n", {}, "expect 2, got 3 on line 3"],
    [
      "a record with too few fields for the names",
      "1\n",
      { columns: ["id", "text"] },
      "expected 2 fields at a.csv:1, got 1",
    ],
    ["an unclosed quote", 'id,text\n1,"x\n2,y\n', {}, "Quote Not Closed"],
    ["a stray quote", 'id,text\n1,x"y\n', {}, "at line 2"],
    ["text behind a quote", 'id,text\n1,"x"y\n', {}, "Invalid Closing Quote"],
  ])("rejects %s, naming the file", async (_name, text, options, message) => {
    const failed = collect(parseCsv([text], { ...options, source: "a.csv" }));
    await expect(failed).rejects.toThrow(message);
    await expect(failed).rejects.toThrow(/^parseCsv: .*a\.csv/);
  });

  test.each([
    ["an unclosed quote", '1,"', "x".repeat(1000)],
    ["a record of nothing but delimiters", "1,", ",".repeat(1000)],
  ])("stops %s at the limit instead of taking in the whole file", async (_name, start, more) => {
    let given = 0;
    function* endless() {
      yield `id,text\n1,a\n${start}`;
      for (;;) {
        given++;
        yield more;
      }
    }
    await expect(collect(parseCsv(endless(), { source: "a.csv", maximumLength: 20_000 }))).rejects.toThrow(
      "parseCsv: expected records of at most 20000 characters in a.csv, got a longer one after line 2",
    );
    expect(given).toBeLessThan(25);
  });
});
