/** Makes an option of a text from the command line or of a value from a JSON file; its RangeError says what it accepts. */
export type Parse = (value: unknown) => string | number | boolean;

function number(what: string, accepts: (value: number) => boolean): Parse {
  return (value) => {
    const parsed = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
    if (typeof parsed !== "number" || !Number.isFinite(parsed) || !accepts(parsed)) {
      throw new RangeError(`expected ${what}, got ${JSON.stringify(value)}`);
    }
    return parsed;
  };
}

export const count = number(
  "a whole number of 1 or more",
  (value) => Number.isSafeInteger(value) && value >= 1,
);
export const countOrZero = number(
  "a whole number of 0 or more",
  (value) => Number.isSafeInteger(value) && value >= 0,
);
export const positive = number("a number above 0", (value) => value > 0);
export const positiveOrZero = number("a number of 0 or more", (value) => value >= 0);
export const share = number("a number in [0, 1)", (value) => value >= 0 && value < 1);

export function oneOf(...choices: string[]): Parse {
  return (value) => {
    if (!choices.includes(value as string)) {
      throw new RangeError(`expected one of ${choices.join(", ")}, got ${JSON.stringify(value)}`);
    }
    return value as string;
  };
}

export const text: Parse = (value) => {
  if (typeof value !== "string" || value === "") {
    throw new RangeError(`expected a text that is not empty, got ${JSON.stringify(value)}`);
  }
  return value;
};

export const flag: Parse = (value) => {
  if (typeof value !== "boolean")
    throw new RangeError(`expected true or false, got ${JSON.stringify(value)}`);
  return value;
};
