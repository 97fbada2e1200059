import type { AddedToken } from "./tokenizer-json.ts";

/** The tokens that go on from one place, by their next UTF-16 unit. */
interface Node {
  token?: AddedToken;
  readonly next: Map<number, Node>;
}

/** Finds tokens in a text, however many there are, in time that grows with the text and the longest token alone. */
export class TokenTrie {
  private readonly root: Node = { next: new Map() };
  /** Any first unit of a token: skips the rest of the text at the speed of a search. */
  private readonly firstUnits: RegExp;

  constructor(tokens: readonly AddedToken[]) {
    for (const token of tokens) {
      let node = this.root;
      for (let index = 0; index < token.content.length; index++) {
        const unit = token.content.charCodeAt(index);
        const next = node.next.get(unit) ?? { next: new Map() };
        node.next.set(unit, next);
        node = next;
      }
      node.token = token;
    }
    const units = Array.from(this.root.next.keys(), (unit) => `\\u${unit.toString(16).padStart(4, "0")}`);
    this.firstUnits = new RegExp(`[${units.join("")}]`, "g");
  }

  /** The leftmost token at or after `from`, the longest that begins there; undefined when there is none. */
  find(text: string, from: number): { readonly token: AddedToken; readonly start: number } | undefined {
    this.firstUnits.lastIndex = from;
    for (let match = this.firstUnits.exec(text); match !== null; match = this.firstUnits.exec(text)) {
      const token = this.longestAt(text, match.index);
      if (token !== undefined) return { token, start: match.index };
    }
    return undefined;
  }

  private longestAt(text: string, start: number): AddedToken | undefined {
    let longest: AddedToken | undefined;
    let node = this.root.next.get(text.charCodeAt(start));
    for (let at = start + 1; node !== undefined; at++) {
      longest = node.token ?? longest;
      node = node.next.get(text.charCodeAt(at));
    }
    return longest;
  }
}
