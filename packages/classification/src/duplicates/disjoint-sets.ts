/** Groups of the integers in [0, size) that are joined one by one; a group is named by its least member. */
export class DisjointSets {
  /** [size]: a member of the same group that is nearer to its least one. */
  private readonly parents: Int32Array;

  constructor(size: number) {
    this.parents = Int32Array.from({ length: size }, (_, member) => member);
  }

  /** The least member of the group that `member` is in. */
  find(member: number): number {
    const { parents } = this;
    let at = member;
    while (parents[at] !== at) {
      parents[at] = parents[parents[at]];
      at = parents[at];
    }
    return at;
  }

  join(one: number, other: number): void {
    const [first, second] = [this.find(one), this.find(other)];
    this.parents[Math.max(first, second)] = Math.min(first, second);
  }
}
