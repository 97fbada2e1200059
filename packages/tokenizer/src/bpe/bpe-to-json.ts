import type { ByteLevelJson, TokenizerJson } from "../tokenizer-json.ts";
import type { BpeParts } from "./bpe-tokenizer.ts";

/** The tokenizer.json of a byte-level BPE. */
export function bpeToJson({ tokens, vocabulary, addedTokens, merges, ...pipeline }: BpeParts): TokenizerJson {
  const byteLevel: ByteLevelJson = {
    type: "ByteLevel",
    add_prefix_space: pipeline.addPrefixSpace,
    trim_offsets: false,
    use_regex: pipeline.useRegex,
  };
  const mergeCount = merges.length / 3;
  return {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: [...addedTokens].sort((a, b) => a.id - b.id),
    normalizer: null,
    pre_tokenizer: byteLevel,
    post_processor: null,
    decoder: byteLevel,
    model: {
      type: "BPE",
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: pipeline.ignoreMerges,
      vocab: Object.fromEntries(vocabulary),
      merges: Array.from(
        { length: mergeCount },
        (_, rank) => `${tokens[merges[3 * rank]]} ${tokens[merges[3 * rank + 1]]}`,
      ),
    },
  };
}
