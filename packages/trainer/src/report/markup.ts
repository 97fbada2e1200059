/** HTML that is known to be well-formed. */
export class Markup {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }
}

export type MarkupValue = string | number | Markup | readonly Markup[];

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/**
 * HTML from a template; whatever is put in is escaped unless it is {@link Markup} itself, so that nothing in a log
 * can become a tag or leave an attribute, which must stand in double quotes.
 */
export function html(parts: TemplateStringsArray, ...values: readonly MarkupValue[]): Markup {
  return new Markup(String.raw({ raw: parts }, ...values.map(toSource)));
}

function toSource(value: MarkupValue): string {
  if (value instanceof Markup) return value.source;
  if (typeof value === "object") return value.map(({ source }) => source).join("\n");
  return String(value).replace(/[&<>"']/g, (character) => ENTITIES[character]);
}
