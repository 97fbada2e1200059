import { html, type Markup } from "@engram/trainer";

/** A table that is scrolled, by keyboard too, where the page is too narrow for it. */
export function wideTable(label: string, table: Markup): Markup {
  return html`<div class="scroll wide" role="region" aria-label="${label}" tabindex="0">${table}</div>`;
}
