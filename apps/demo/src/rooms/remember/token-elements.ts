import type { Inspection } from "../../worker/memory/inspection.ts";

/**
 * Puts the text into `place`, an element for each token: two thousand are drawn in a few milliseconds, which a
 * virtual DOM needs for comparing them.
 *
 * @returns [T]; tokens that hold only some bytes of a character share its element.
 */
export function drawTokens(place: HTMLElement, { text, offsets, tokens }: Inspection): HTMLElement[] {
  const elements: HTMLElement[] = [];
  const content = document.createDocumentFragment();
  let drawn = 0;
  for (let index = 0; index < tokens; index++) {
    const [start, end] = [offsets[2 * index], offsets[2 * index + 1]];
    const last = elements.at(-1);
    if (end <= drawn && last !== undefined) {
      elements.push(last);
      continue;
    }
    if (start > drawn) content.append(text.slice(drawn, start));
    const token = text.slice(Math.max(start, drawn), end);
    const element = document.createElement("span");
    element.textContent = token;
    element.dataset.index = String(index);
    if (token === "\n") element.className = "line-break";
    content.append(element);
    elements.push(element);
    drawn = Math.max(drawn, end);
  }
  place.replaceChildren(content);
  return elements;
}

/** The token in the next line (1) or the one before (-1) that stands nearest to the one at `from`. */
export function tokenInLine(elements: readonly HTMLElement[], from: number, direction: 1 | -1): number {
  const middle = (element: HTMLElement) => element.offsetLeft + element.offsetWidth / 2;
  const wanted = middle(elements[from]);
  let line: number | undefined;
  let best = from;
  for (let index = from + direction; elements[index] !== undefined; index += direction) {
    const { offsetTop } = elements[index];
    if (offsetTop === elements[from].offsetTop) continue;
    line ??= offsetTop;
    if (offsetTop !== line) break;
    const isNearer = Math.abs(middle(elements[index]) - wanted) < Math.abs(middle(elements[best]) - wanted);
    if (best === from || isNearer) best = index;
  }
  return best;
}
