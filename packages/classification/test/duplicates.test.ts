import { Random } from "@engram/random";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { comparableWords } from "../src/duplicates/comparable-words.ts";
import { DisjointSets } from "../src/duplicates/disjoint-sets.ts";
import { joinAlike } from "../src/duplicates/join-alike.ts";
import { bandsFor, candidateLists, createSigner } from "../src/duplicates/min-hash.ts";
import { resemblance, shingleHashes } from "../src/duplicates/shingle-hashes.ts";
import { findDuplicates, removeOverlap } from "../src/index.ts";

const random = new Random(1);
const randomWords = (count: number) => Array.from({ length: count }, () => `w${random.integer(3000)}`);

/** Texts of random words, and for each some copies in which ever more words are changed. */
function nearlyAlike(originals: number, copies: number): string[] {
  return Array.from({ length: originals }, () => randomWords(60 + random.integer(60))).flatMap((words) =>
    Array.from({ length: copies }, (_, changes) => {
      const copy = [...words];
      for (let change = 0; change < changes; change++) copy[random.integer(copy.length)] = "changed";
      return copy.join(" ");
    }),
  );
}

/** The shingles of a text as strings: no hashes. */
function shinglesOf(text: string, size = 3): Set<string> {
  const words = text.split(" ");
  return new Set(words.slice(size - 1).map((_, start) => words.slice(start, start + size).join(" ")));
}

function jaccard(one: Set<string>, other: Set<string>): number {
  const shared = [...one].filter((shingle) => other.has(shingle)).length;
  return shared / (one.size + other.size - shared);
}

describe("findDuplicates", () => {
  test("takes texts of the same words as exact duplicates, whatever mark-up, case, punctuation and spacing", () => {
    const texts = [
      "The whale, it swam.",
      "the WHALE it\n swam!",
      "A cat sat.",
      "The <br /> whale &mdash; it swam",
      "The whale did",
    ];
    const { groups, firstOf } = findDuplicates(texts);
    expect(groups).toEqual([{ kind: "exact", indices: [0, 1, 3] }]);
    expect([...firstOf]).toEqual([0, 0, 2, 0, 4]);
  });

  test("tells texts apart that have no word, and empty ones not", () => {
    expect(findDuplicates([":-)", ":-(", "", ":-)", "  "]).groups.map(({ indices }) => indices)).toEqual([
      [0, 3],
      [2, 4],
    ]);
  });

  test("finds the groups that comparing all pairs finds", () => {
    const texts = nearlyAlike(40, 8);
    const shingles = texts.map((text) => shinglesOf(text));
    for (const similarity of [0.5, 0.8, 0.95]) {
      const firstOf = texts.map((_, index) => index);
      for (let one = 0; one < texts.length; one++) {
        for (let other = 0; other < one; other++) {
          if (jaccard(shingles[one], shingles[other]) < similarity) continue;
          const [from, to] = [Math.max(firstOf[one], firstOf[other]), Math.min(firstOf[one], firstOf[other])];
          firstOf.forEach((first, index) => {
            if (first === from) firstOf[index] = to;
          });
        }
      }
      const found = findDuplicates(texts, { similarity });
      expect([...found.firstOf], `similarity ${similarity}`).toEqual(firstOf);
      expect(found.groups.some(({ kind }) => kind === "near")).toBe(true);
    }
  });

  test("a group is exact only where all its texts have the same words", () => {
    const long = randomWords(100).join(" ");
    const { groups } = findDuplicates([long, long.toUpperCase(), `${long} more`]);
    expect(groups).toEqual([{ kind: "near", indices: [0, 1, 2] }]);
  });

  test("compares Chinese by its characters", () => {
    const text = "这部电影非常好看演员的表演也很精彩我和家人一起看了两遍推荐给所有的朋友";
    expect(findDuplicates([text, text.replace("两", "三"), "完全不同的一句话"]).groups).toEqual([
      { kind: "near", indices: [0, 1] },
    ]);
  });

  test("groups are a partition, the same every time, and named by their first text", () => {
    const text = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 5 }).map((words) => words.join(" "));
    fc.assert(
      fc.property(fc.array(text, { maxLength: 12 }), (texts) => {
        const { groups, firstOf } = findDuplicates(texts);
        expect(findDuplicates(texts)).toEqual({ groups, firstOf });
        const inGroups = groups.flatMap(({ indices }) => indices);
        expect(new Set(inGroups).size).toBe(inGroups.length);
        for (const { indices } of groups) {
          expect(indices.length).toBeGreaterThan(1);
          for (const index of indices) expect(firstOf[index]).toBe(indices[0]);
        }
        for (const [index, first] of firstOf.entries()) {
          if (!inGroups.includes(index)) expect(first).toBe(index);
        }
      }),
    );
  });

  test("says what does not fit", () => {
    expect(() => findDuplicates([], { similarity: 0 })).toThrow(
      "findDuplicates: expected a similarity in (0, 1], got 0",
    );
    expect(() => findDuplicates([], { shingleWords: 1.5 })).toThrow(
      "findDuplicates: expected shingleWords of 1 or more, got 1.5",
    );
  });
});

describe("removeOverlap", () => {
  test("leaves out of the training texts what the test knows, and says what it is", () => {
    const known = randomWords(50).join(" ");
    const test = [{ text: "one text of the test" }, { text: known }];
    const train = [
      { text: "a text of its own", label: "x" },
      { text: `${known} indeed`, label: "y" },
      { text: "One text of the test!", label: "z" },
    ];
    expect(removeOverlap(train, test)).toEqual({
      train: [train[0]],
      removed: [
        { trainIndex: 1, testIndex: 1 },
        { trainIndex: 2, testIndex: 0 },
      ],
    });
  });

  test("duplicates within the training texts stay", () => {
    const train = [{ text: "the same" }, { text: "the same" }];
    expect(removeOverlap(train, [{ text: "another" }])).toEqual({ train, removed: [] });
  });
});

describe("shingles", () => {
  test("resemblance is Jaccard's similarity of the runs of words", () => {
    const texts = nearlyAlike(4, 10);
    const hashed = texts.map((text) => shingleHashes(text.split(" "), 3));
    for (let one = 0; one < texts.length; one++) {
      for (let other = 0; other <= one; other++) {
        expect(resemblance(hashed[one], hashed[other])).toBeCloseTo(
          jaccard(shinglesOf(texts[one]), shinglesOf(texts[other])),
          12,
        );
      }
    }
  });

  test("are ascending and each once; a short text is one", () => {
    expect(shingleHashes(["a", "b", "a", "b", "a"], 2)).toHaveLength(2);
    expect(shingleHashes(["a"], 3)).toHaveLength(1);
    expect([...shingleHashes(["a", "b"], 3)]).not.toEqual([...shingleHashes(["b", "a"], 3)]);
    const hashes = shingleHashes(randomWords(500), 3);
    expect([...hashes]).toEqual([...new Set(hashes)].sort((one, other) => one - other));
  });

  test("words of scripts without spaces are characters", () => {
    expect(comparableWords("我们 saw 3 whales")).toEqual(["我", "们", "saw", "3", "whales"]);
  });
});

describe("joinAlike", () => {
  /** How many comparisons a list of `size` candidates takes, and the groups that come out. */
  function joinedBy(size: number, areAlike: (one: number, other: number) => boolean) {
    const joined = new DisjointSets(size);
    let comparisons = 0;
    const candidates = Array.from({ length: size }, (_, index) => ({ index }));
    joinAlike(candidates, joined, (one, other) => {
      comparisons++;
      return areAlike(one.index, other.index);
    });
    return { comparisons, groups: new Set(candidates.map(({ index }) => joined.find(index))).size };
  }

  test("compares each of a crowd of strangers a hundred times at most, and each of one group once", () => {
    expect(joinedBy(5000, () => false)).toEqual({ comparisons: 99 * 50 + 4900 * 100, groups: 5000 });
    expect(joinedBy(5000, () => true)).toEqual({ comparisons: 4999, groups: 1 });
  });

  test("joins groups by the one that is alike both", () => {
    // 0 and 1 are strangers; 2 is alike each.
    expect(joinedBy(3, (one, other) => one === 2 && other < 2)).toEqual({ comparisons: 3, groups: 1 });
    // A group is compared until one of it is alike: 2 is alike 1 alone, 1 alike 0.
    expect(joinedBy(3, (one, other) => one - other === 1).groups).toBe(1);
  });
});

describe("MinHash", () => {
  test("signatures agree in as large a share as the sets' similarity, within four standard errors", () => {
    const sign = createSigner();
    for (const overlap of [0.1, 0.5, 0.9]) {
      let agreeing = 0;
      const pairs = 200;
      for (let pair = 0; pair < pairs; pair++) {
        const shared = Array.from({ length: 1000 * overlap }, () => random.uint32());
        const own = () =>
          Uint32Array.from([
            ...shared,
            ...Array.from({ length: 500 * (1 - overlap) }, () => random.uint32()),
          ]);
        const [one, other] = [sign(own()), sign(own())];
        agreeing += one.filter((least, index) => least === other[index]).length / one.length / pairs;
      }
      const error = 4 * Math.sqrt((overlap * (1 - overlap)) / (128 * pairs));
      expect(Math.abs(agreeing - overlap), `overlap ${overlap}`).toBeLessThan(error + 0.005);
    }
  });

  test.each([0.1, 0.3, 0.5, 0.8, 0.9, 1])(
    "bands for similarity %f miss one pair in a thousand at most",
    (similarity) => {
      const { bands, rows } = bandsFor(similarity);
      expect(bands * rows).toBeLessThanOrEqual(128);
      expect((1 - similarity ** rows) ** bands).toBeLessThanOrEqual(1e-3);
    },
  );

  test("bands are as long as they can be: five rows for similarity 0.8, so that strangers hardly ever meet", () => {
    expect(bandsFor(0.8)).toEqual({ bands: 25, rows: 5 });
  });

  test("candidates are the pairs of a band: equal sets in every band, sets with nothing in common in none", () => {
    const set = Uint32Array.from({ length: 50 }, () => random.uint32());
    const other = Uint32Array.from({ length: 50 }, () => random.uint32());
    const lists = [...candidateLists([set, other, set.slice()], { similarity: 0.8 })];
    expect(lists).toHaveLength(bandsFor(0.8).bands);
    for (const list of lists) expect(list).toEqual([0, 2]);
  });
});
