/** A token that is matched in the text before the model sees it. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
  /** Only where no word character touches it. */
  readonly single_word: boolean;
  /** Takes the whitespace on its left with it. */
  readonly lstrip: boolean;
  /** Takes the whitespace on its right with it. */
  readonly rstrip: boolean;
  /** Matched after the tokens that are not normalized. */
  readonly normalized: boolean;
  readonly special: boolean;
}

interface SplitJson {
  readonly type: "Split";
  readonly pattern: { readonly Regex: string };
  readonly behavior: "Isolated";
  readonly invert: false;
}

export interface ByteLevelJson {
  readonly type: "ByteLevel";
  readonly add_prefix_space: boolean;
  readonly trim_offsets: boolean;
  readonly use_regex: boolean;
}

interface WordLevelJson {
  readonly type: "WordLevel";
  readonly vocab: Readonly<Record<string, number>>;
  readonly unk_token: string;
}

interface BpeJson {
  readonly type: "BPE";
  readonly dropout: null;
  readonly unk_token: null;
  readonly continuing_subword_prefix: null;
  readonly end_of_word_suffix: null;
  readonly fuse_unk: boolean;
  readonly byte_fallback: boolean;
  readonly ignore_merges: boolean;
  readonly vocab: Readonly<Record<string, number>>;
  /** "left right", best first. */
  readonly merges: readonly string[];
}

/** The part of Hugging Face's tokenizer.json, version 1.0, that this package writes. */
export interface TokenizerJson {
  readonly version: "1.0";
  readonly truncation: null;
  readonly padding: null;
  readonly added_tokens: readonly AddedToken[];
  readonly normalizer: null;
  readonly pre_tokenizer: SplitJson | ByteLevelJson;
  readonly post_processor: null;
  readonly decoder: { readonly type: "Fuse" } | ByteLevelJson;
  readonly model: WordLevelJson | BpeJson;
}
