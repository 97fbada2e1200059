/** Says what was wrong with a tokenizer.json. */
export function bad(what: string, expected: string, got: unknown): TypeError {
  return new TypeError(`tokenizerFromJson: expected ${what} to be ${expected}, got ${brief(got)}`);
}

function brief(value: unknown): string {
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === "object" && value !== null)
    return "type" in value ? `type ${brief(value.type)}` : "an object";
  if (typeof value === "string") return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);
  return String(value);
}

export type JsonObject = { readonly [key: string]: unknown };

export function expectObject(value: unknown, what: string): JsonObject {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw bad(what, "an object", value);
  return value as JsonObject;
}

export function expectArray(value: unknown, what: string, maxLength: number): readonly unknown[] {
  if (!Array.isArray(value) || value.length > maxLength)
    throw bad(what, `an array of at most ${maxLength}`, value);
  return Array.from(value);
}

export function expectOneOf<Value>(value: unknown, what: string, allowed: readonly Value[]): Value {
  const found = allowed.find((candidate) => candidate === value);
  if (!allowed.includes(value as Value))
    throw bad(what, allowed.map((item) => JSON.stringify(item)).join(" or "), value);
  return found as Value;
}
