import type { Inspection } from "../../worker/memory/inspection.ts";
import { cssColour, divergingColour, type Palette, sequentialColour } from "./colours.ts";

/** What the text may be coloured by. */
export const QUANTITIES = ["cell", "surprise", "input", "forget", "output"] as const;
export type Quantity = (typeof QUANTITIES)[number];

/** In the order of an inspection's gates. */
export const GATES = ["input", "forget", "output"] as const;

/** What the reader looks at. */
export interface View {
  readonly quantity: Quantity;
  readonly layer: number;
  readonly cell: number;
}

/** A token as surprising as this has the full colour. */
export const FULL_BITS = 8;

/** The values [T] of a quantity, and what its colours mean. */
export interface ShownValues {
  readonly values: Float32Array;
  /** The values that have the colours of both ends. */
  readonly least: number;
  readonly most: number;
}

export function shownValues(inspection: Inspection, { quantity, layer, cell }: View): ShownValues {
  const { layers, bits, tokens } = inspection;
  const { cells, gates, hiddenSize } = layers[layer];
  if (quantity === "surprise") return { values: bits, least: 0, most: FULL_BITS };
  if (quantity === "cell") {
    const values = Float32Array.from({ length: tokens }, (_, step) => cells[step * hiddenSize + cell]);
    return { values, least: -1, most: 1 };
  }
  const gate = GATES.indexOf(quantity);
  const values = Float32Array.from({ length: tokens }, (_, step) => gates[step * GATES.length + gate]);
  return { values, least: Math.min(...values), most: Math.max(...values) };
}

/** The CSS colour of a value. */
export function colourOf(
  palette: Palette,
  quantity: Quantity,
  { least, most }: ShownValues,
  value: number,
): string {
  if (quantity === "cell") return cssColour(divergingColour(palette, value));
  return cssColour(sequentialColour(palette, (value - least) / (most - least)));
}
