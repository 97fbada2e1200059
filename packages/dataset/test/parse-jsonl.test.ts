import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseJsonl } from "../src/index.ts";
import { collect } from "./support/collect.ts";

describe("parseJsonl", () => {
  test("gives back the texts and labels of any objects, wherever the text is cut", async () => {
    const label = fc.oneof(fc.string(), fc.integer(), fc.boolean());
    const record = fc.record({ text: fc.string({ unit: "binary" }), label, other: fc.jsonValue() });
    await fc.assert(
      fc.asyncProperty(
        fc.array(record, { maxLength: 6 }),
        fc.integer({ min: 1, max: 40 }),
        async (records, width) => {
          const text = records.map((item) => JSON.stringify(item)).join("\n");
          const chunks = Array.from({ length: Math.ceil(text.length / width) }, (_, index) =>
            text.slice(index * width, (index + 1) * width),
          );
          expect(await collect(parseJsonl(chunks, { labelField: "label" }))).toEqual(
            records.map((item, index) => ({
              text: item.text,
              label: String(item.label),
              source: `input:${index + 1}`,
            })),
          );
        },
      ),
    );
  });

  test("leaves out blank lines, which count, and takes another field", async () => {
    const lines = '{"body":"one"}\r\n\r\n  \n{"body":"two"}\n';
    expect(await collect(parseJsonl([lines], { textField: "body", source: "a.jsonl" }))).toEqual([
      { text: "one", source: "a.jsonl:1" },
      { text: "two", source: "a.jsonl:4" },
    ]);
  });

  test.each([
    ["a line that is no JSON", "{'text': 1}", `expected a JSON object at a.jsonl:2, got "{'text': 1}"`],
    ["an array", '["text"]', "expected a JSON object at a.jsonl:2, got an array"],
    ["null", "null", "expected a JSON object at a.jsonl:2, got null"],
    ["a missing field", '{"body":"x","id":1}', 'expected a field "text" at a.jsonl:2, got "body", "id"'],
    [
      "a field that only objects' prototype has",
      '{"__proto__":{"text":"x"}}',
      'expected a field "text" at a.jsonl:2',
    ],
    [
      "a text that is a number",
      '{"text":5}',
      'expected field "text" to be a string at a.jsonl:2, got number',
    ],
    ["a missing label", '{"text":"x"}', 'expected a field "label" at a.jsonl:2, got "text"'],
    [
      "a label that is an object",
      '{"text":"x","label":{}}',
      'expected field "label" to be a string, number or boolean at a.jsonl:2, got object',
    ],
    ["endless nesting", `{"text":${"[".repeat(200_000)}`, "expected a JSON object at a.jsonl:2"],
    [
      "a line that is too long",
      `{"text":"${"x".repeat(300_000)}"}`,
      "expected lines of at most 250000 characters in a.jsonl, line 2",
    ],
  ])("rejects %s, naming file and line", async (_name, line, message) => {
    const text = `{"text":"good","label":1}\n${line}\n{"text":"good","label":1}\n`;
    const read: string[] = [];
    const all = async () => {
      const options = { labelField: "label", source: "a.jsonl", maximumLength: 250_000 };
      for await (const example of parseJsonl([text], options)) read.push(example.text);
    };
    await expect(all()).rejects.toThrow(message);
    expect(read).toEqual(["good"]);
  });
});
