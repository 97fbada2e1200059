/**
 * What JSON.parse lets through and a file format must not: nesting deeper than `maxDepth`, a name that
 * occurs twice in one object (the last one would win), and the name `__proto__`.
 *
 * It expects JSON but need not get it: anything else may pass and is for JSON.parse to refuse.
 */
export function checkJsonText(text: string, maxDepth: number): void {
  const namesByDepth: Set<string>[] = [];
  let index = 0;
  while (index < text.length) {
    const character = text[index];
    if (character === '"') {
      const end = endOfString(text, index);
      const names = namesByDepth.at(-1);
      if (names !== undefined && isFollowedByColon(text, end))
        addName(names, JSON.parse(text.slice(index, end)));
      index = end;
      continue;
    }
    if (character === "{" || character === "[") {
      if (namesByDepth.push(new Set()) > maxDepth) throw new Error(`nesting deeper than ${maxDepth}`);
    } else if (character === "}" || character === "]") {
      namesByDepth.pop();
    }
    index++;
  }
}

function addName(names: Set<string>, name: string): void {
  if (name === "__proto__") throw new Error('the name "__proto__" is not allowed');
  if (names.has(name)) throw new Error(`the name "${name}" occurs twice`);
  names.add(name);
}

/** The index after the closing quote. */
function endOfString(text: string, start: number): number {
  let index = start + 1;
  while (index < text.length && text[index] !== '"') index += text[index] === "\\" ? 2 : 1;
  return index + 1;
}

function isFollowedByColon(text: string, start: number): boolean {
  let index = start;
  while (index < text.length && " \t\n\r".includes(text[index])) index++;
  return text[index] === ":";
}
