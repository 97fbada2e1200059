import { TokenTrie } from "./token-trie.ts";
import type { AddedToken } from "./tokenizer-json.ts";

const WHITESPACE = /\p{White_Space}/u;
const WORD_BEFORE = /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]$/u;
const WORD_AFTER = /^[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]/u;

/** A part of a text: one added token, or (id undefined) what stands between them. */
export interface Section {
  readonly id: number | undefined;
  readonly start: number;
  readonly end: number;
}

/** Finds added tokens in a text: leftmost first, then longest; those that are not normalized before the others. */
export class AddedTokens {
  readonly tokens: readonly AddedToken[];
  readonly special: ReadonlyMap<string, number>;
  private readonly passes: readonly TokenTrie[];

  constructor(tokens: readonly AddedToken[]) {
    this.tokens = [...tokens].sort((a, b) => a.id - b.id);
    this.special = new Map(
      this.tokens.filter((token) => token.special).map(({ content, id }) => [content, id]),
    );
    this.passes = [false, true]
      .map((normalized) => this.tokens.filter((token) => token.normalized === normalized))
      .filter((group) => group.length > 0)
      .map((group) => new TokenTrie(group));
  }

  /** The sections of `text` in order, none of them empty. */
  split(text: string): Section[] {
    let sections: Section[] = text.length > 0 ? [{ id: undefined, start: 0, end: text.length }] : [];
    for (const trie of this.passes) {
      sections = sections.flatMap((section) =>
        section.id === undefined ? this.splitSection(text, section, trie) : [section],
      );
    }
    return sections;
  }

  private splitSection(text: string, section: Section, trie: TokenTrie): Section[] {
    const part = text.slice(section.start, section.end);
    const found: Section[] = [];
    let done = 0;
    const add = (id: number | undefined, start: number, end: number) => {
      if (end > start) found.push({ id, start: section.start + start, end: section.start + end });
    };
    for (let match = trie.find(part, 0); match !== undefined; ) {
      const { token } = match;
      let { start } = match;
      let end = start + token.content.length;
      if (!token.single_word || standsAlone(part, start, end)) {
        if (token.lstrip) while (start > done && WHITESPACE.test(part[start - 1])) start--;
        if (token.rstrip) while (end < part.length && WHITESPACE.test(part[end])) end++;
        add(undefined, done, start);
        add(token.id, start, end);
        done = end;
      }
      match = trie.find(part, end);
    }
    if (found.length === 0) return [section];
    add(undefined, done, part.length);
    return found;
  }
}

function standsAlone(text: string, start: number, end: number): boolean {
  return (
    !WORD_BEFORE.test(text.slice(Math.max(0, start - 2), start)) && !WORD_AFTER.test(text.slice(end, end + 2))
  );
}
