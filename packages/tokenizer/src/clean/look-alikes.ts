/** Typographic forms and the plain characters that a keyboard has for them. */
const PLAIN: readonly (readonly [RegExp, string])[] = [
  [/[\u2018\u2019\u201a\u201b\u2032\u02bc\uff07]/g, "'"],
  [/[\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\uff02]/g, '"'],
  [/[\u2010\u2011\u2012\u2013\u2212\ufe58\ufe63\uff0d]/g, "-"],
  [/[\u2014\u2015]/g, "--"],
  [/\u2026/g, "..."],
  [/[\u00a0\u2000-\u200a\u202f\u205f]/g, " "],
  [/[\u2022\u2023\u2043\u25aa\u25cf]/g, "*"],
];

/** Quotation marks, dashes, ellipses, bullets and spaces of every kind as the plain ASCII ones. */
export function plainLookAlikes(text: string): string {
  return PLAIN.reduce((plain, [forms, form]) => plain.replace(forms, form), text);
}
