/** Red, green and blue in 0…255. */
export type Color = readonly [number, number, number];

export const WHITE: Color = [255, 255, 255];
export const BLACK: Color = [0, 0, 0];

/** Channels that differ by no more look the same. */
const INVISIBLE_DIFFERENCE = 12;

/** A colour of CSS or of an old HTML attribute; undefined for names and functions that hide no text. */
export function cssColor(value: string): Color | undefined {
  const text = value.trim().toLowerCase();
  if (text === "white") return WHITE;
  if (text === "black") return BLACK;
  const short = /^#?([\da-f])([\da-f])([\da-f])$/.exec(text);
  if (short !== null)
    return channels(
      short.slice(1).map((digit) => digit + digit),
      16,
    );
  const long = /^#?([\da-f]{2})([\da-f]{2})([\da-f]{2})$/.exec(text);
  if (long !== null) return channels(long.slice(1), 16);
  const decimal = /^rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)/.exec(text);
  return decimal === null ? undefined : channels(decimal.slice(1), 10);
}

function channels([red, green, blue]: readonly string[], base: number): Color {
  return [Number.parseInt(red, base), Number.parseInt(green, base), Number.parseInt(blue, base)];
}

export function looksSame(one: Color, other: Color): boolean {
  return one.every((channel, index) => Math.abs(channel - other[index]) <= INVISIBLE_DIFFERENCE);
}
