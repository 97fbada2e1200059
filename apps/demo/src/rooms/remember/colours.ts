type Rgb = readonly [red: number, green: number, blue: number];

/** What the pictures are drawn with: the colours that the page has just now. */
export interface Palette {
  /** Of -1, 0 and 1. */
  readonly diverging: readonly [Rgb, Rgb, Rgb];
  /** Of 0 and 1. */
  readonly sequential: readonly [Rgb, Rgb];
}

export function readPalette(): Palette {
  const [low, middle, high, heat] = ["--cell-low", "--sheet", "--cell-high", "--heat"].map(resolve);
  return { diverging: [low, middle, high], sequential: [middle, heat] };
}

/** @param value in [-1, 1]; what lies outside has the colour of the end. */
export function divergingColour({ diverging: [low, middle, high] }: Palette, value: number): Rgb {
  return value < 0 ? between(middle, low, -value) : between(middle, high, value);
}

/** @param value in [0, 1]; what lies outside has the colour of the end. */
export function sequentialColour({ sequential: [none, full] }: Palette, value: number): Rgb {
  return between(none, full, value);
}

export function cssColour([red, green, blue]: Rgb): string {
  return `rgb(${red} ${green} ${blue})`;
}

/** Pixels as a canvas keeps them, of 256 values from -1 to 1: [R, G, B, A] each. */
export function divergingPixels(palette: Palette): Uint32Array {
  const bytes = new Uint8ClampedArray(256 * 4);
  for (let index = 0; index < 256; index++) {
    bytes.set([...divergingColour(palette, index / 127.5 - 1), 255], 4 * index);
  }
  return new Uint32Array(bytes.buffer);
}

/** The place of a value in [-1, 1] among {@link divergingPixels}. */
export function pixelIndex(value: number): number {
  return Math.round((value + 1) * 127.5);
}

function between(from: Rgb, to: Rgb, share: number): Rgb {
  const part = Number.isFinite(share) ? Math.min(1, Math.max(0, share)) : 0;
  const mix = (index: 0 | 1 | 2) => Math.round(from[index] + part * (to[index] - from[index]));
  return [mix(0), mix(1), mix(2)];
}

/** A canvas knows no CSS variables. */
function resolve(variable: string): Rgb {
  const probe = document.createElement("span");
  probe.style.color = `var(${variable})`;
  document.body.append(probe);
  const [red = 0, green = 0, blue = 0] = (getComputedStyle(probe).color.match(/[\d.]+/g) ?? []).map(Number);
  probe.remove();
  return [red, green, blue];
}
