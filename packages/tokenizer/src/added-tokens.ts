import type { AddedToken } from "./tokenizer-json.ts";

const WORD_BEFORE = /[\p{L}\p{M}\p{N}\p{Pc}]$/u;
const WORD_AFTER = /^[\p{L}\p{M}\p{N}\p{Pc}]/u;

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
  private readonly byContent: ReadonlyMap<string, AddedToken>;
  private readonly passes: readonly RegExp[];

  constructor(tokens: readonly AddedToken[]) {
    this.tokens = [...tokens].sort((a, b) => a.id - b.id);
    this.byContent = new Map(this.tokens.map((token) => [token.content, token]));
    this.special = new Map(
      this.tokens.filter((token) => token.special).map(({ content, id }) => [content, id]),
    );
    this.passes = [false, true]
      .map((normalized) => this.tokens.filter((token) => token.normalized === normalized))
      .filter((group) => group.length > 0)
      .map((group) => matcher(group.map((token) => token.content)));
  }

  /** The sections of `text` in order, none of them empty. */
  split(text: string): Section[] {
    let sections: Section[] = text.length > 0 ? [{ id: undefined, start: 0, end: text.length }] : [];
    for (const pattern of this.passes) {
      sections = sections.flatMap((section) =>
        section.id === undefined ? this.splitSection(text, section, pattern) : [section],
      );
    }
    return sections;
  }

  private splitSection(text: string, section: Section, pattern: RegExp): Section[] {
    const part = text.slice(section.start, section.end);
    const found: Section[] = [];
    let done = 0;
    const add = (id: number | undefined, start: number, end: number) => {
      if (end > start) found.push({ id, start: section.start + start, end: section.start + end });
    };
    for (const match of part.matchAll(pattern)) {
      const token = this.byContent.get(match[0])!;
      let start = match.index;
      let end = start + match[0].length;
      if (start < done) continue;
      if (
        token.single_word &&
        (WORD_BEFORE.test(part.slice(Math.max(0, start - 2), start)) ||
          WORD_AFTER.test(part.slice(end, end + 2)))
      )
        continue;
      if (token.lstrip) start = Math.max(done, part.slice(0, start).trimEnd().length);
      if (token.rstrip) end = part.length - part.slice(end).trimStart().length;
      add(undefined, done, start);
      add(token.id, start, end);
      done = end;
    }
    if (found.length === 0) return [section];
    add(undefined, done, part.length);
    return found;
  }
}

function matcher(contents: readonly string[]): RegExp {
  const longestFirst = [...contents].sort((a, b) => b.length - a.length);
  return new RegExp(
    longestFirst.map((content) => content.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&")).join("|"),
    "gu",
  );
}
