import { BLACK, type Color, cssColor, looksSame, WHITE } from "./css-color.ts";

/** How an element's text looks; undefined colours are those that are not known. */
export interface Look {
  /** Nothing inside can be seen, whatever it says of itself. */
  readonly isGone: boolean;
  readonly isTiny: boolean;
  readonly isInvisible: boolean;
  readonly color: Color | undefined;
  readonly background: Color | undefined;
}

/** Black on white. */
export const PAGE_LOOK: Look = {
  isGone: false,
  isTiny: false,
  isInvisible: false,
  color: BLACK,
  background: WHITE,
};

/** Whether a reader sees text of such a look. */
export function isVisible({ isGone, isTiny, isInvisible, color, background }: Look): boolean {
  const isCamouflaged = color !== undefined && background !== undefined && looksSame(color, background);
  return !isGone && !isTiny && !isInvisible && !isCamouflaged;
}

/** How an element looks inside another one, by its attributes. Style sheets are not read. */
export function lookInside(outer: Look, name: string, attributes: Readonly<Record<string, string>>): Look {
  const style = declarations(attributes.style ?? "");
  const display = style.get("display");
  const size = style.get("font-size");
  const visibility = style.get("visibility");
  const isGone =
    display === "none" ||
    "hidden" in attributes ||
    style.get("mso-hide") === "all" ||
    Number.parseFloat(style.get("opacity") ?? "1") === 0;
  return {
    isGone: outer.isGone || isGone,
    isTiny: size === undefined ? outer.isTiny : isTinySize(size),
    isInvisible: visibility === undefined ? outer.isInvisible : visibility !== "visible",
    color: changed(
      // A link has a colour of its own.
      name === "a" ? undefined : outer.color,
      style.get("color") ?? attributes.text ?? attributes.color,
    ),
    background: changed(
      outer.background,
      style.get("background-color") ?? style.get("background") ?? attributes.background ?? attributes.bgcolor,
    ),
  };
}

function changed(outer: Color | undefined, value: string | undefined): Color | undefined {
  if (value === undefined || /^(?:inherit|transparent|none)?$/.test(value)) return outer;
  return cssColor(value);
}

/** Up to one pixel or point, or a tenth of what stands around it. */
function isTinySize(size: string): boolean {
  const [, number, unit] = /^(\d*\.?\d+)([a-z%]*)/.exec(size) ?? [];
  if (number === undefined) return false;
  const most = unit === "%" ? 10 : /^(?:r?em|ex|ch|v[wh])$/.test(unit) ? 0.1 : 1;
  return Number.parseFloat(number) <= most;
}

function declarations(style: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const declaration of style.toLowerCase().split(";")) {
    const colon = declaration.indexOf(":");
    if (colon === -1) continue;
    const value = declaration.slice(colon + 1).replace("!important", "");
    found.set(declaration.slice(0, colon).trim(), value.trim());
  }
  return found;
}
