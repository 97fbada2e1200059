/**
 * The shingles of a text, its runs of `size` words, as a set of hashes: ascending, each once (Broder 1997, "On the
 * resemblance and containment of documents"). A text of fewer words is one shingle.
 *
 * With size 2, "the whale the whale swam" has the shingles "the whale", "whale the", "whale swam". Hashes have 32
 * bits: two texts of 300 words share one by chance in 50,000 pairs.
 */
export function shingleHashes(words: readonly string[], size: number): Uint32Array {
  const hashes = Int32Array.from(words, hashOf);
  const length = Math.min(size, words.length);
  const shingles = new Uint32Array(words.length - length + 1);
  for (let start = 0; start < shingles.length; start++) {
    let hash = length;
    for (let word = start; word < start + length; word++) hash = mix(Math.imul(hash, 31) ^ hashes[word]);
    shingles[start] = hash;
  }
  return distinct(shingles.sort());
}

/** Shingles in both texts over shingles in either, in [0, 1]: Jaccard's similarity of two ascending sets. */
export function resemblance(one: Uint32Array, other: Uint32Array): number {
  let shared = 0;
  for (let left = 0, right = 0; left < one.length && right < other.length; ) {
    const difference = one[left] - other[right];
    if (difference === 0) shared++;
    if (difference <= 0) left++;
    if (difference >= 0) right++;
  }
  return shared / (one.length + other.length - shared);
}

/** FNV-1a over UTF-16 units, then mixed: its low bits alone are weak. */
function hashOf(word: string): number {
  let hash = 0x811c_9dc5;
  for (let unit = 0; unit < word.length; unit++) {
    hash = Math.imul(hash ^ word.charCodeAt(unit), 0x0100_0193);
  }
  return mix(hash);
}

/** MurmurHash3's finaliser: every bit of the result depends on every bit of `hash`. */
export function mix(hash: number): number {
  let mixed = hash ^ (hash >>> 16);
  mixed = Math.imul(mixed, 0x85eb_ca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2_ae35);
  return mixed ^ (mixed >>> 16);
}

function distinct(ascending: Uint32Array): Uint32Array {
  let kept = 0;
  for (const value of ascending) {
    if (kept === 0 || value !== ascending[kept - 1]) ascending[kept++] = value;
  }
  return ascending.slice(0, kept);
}
