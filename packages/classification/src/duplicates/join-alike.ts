import type { DisjointSets } from "./disjoint-sets.ts";

/** Bounds the work for a crowd of texts that share much and are yet no duplicates, such as forms that were filled in. */
const MOST_COMPARISONS = 100;

/**
 * Joins the candidates that are alike. Each is compared with those before it, group by group, until it is alike one of
 * the group, and {@link MOST_COMPARISONS} times at most; with those of its own group it is not.
 *
 * @param candidates each stands at `index` in `joined`.
 */
export function joinAlike<Candidate extends { readonly index: number }>(
  candidates: readonly Candidate[],
  joined: DisjointSets,
  areAlike: (one: Candidate, other: Candidate) => boolean,
): void {
  const groups = new Map<number, Candidate[]>();
  for (const candidate of candidates) {
    let comparisons = 0;
    for (const [group, members] of groups) {
      if (joined.find(candidate.index) === joined.find(group)) continue;
      const compared = members.slice(0, MOST_COMPARISONS - comparisons);
      const place = compared.findIndex((member) => areAlike(candidate, member));
      if (place >= 0) joined.join(candidate.index, group);
      comparisons += place >= 0 ? place + 1 : compared.length;
      if (comparisons >= MOST_COMPARISONS) break;
    }
    const group = joined.find(candidate.index);
    const members = groups.get(group);
    if (members === undefined) groups.set(group, [candidate]);
    else members.push(candidate);
  }
}
