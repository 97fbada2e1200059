/** A beam and the token that would continue it. */
export interface Candidate {
  readonly beam: number;
  readonly tokenId: number;
  /** log p of the beam and the token, in nats. */
  readonly logProbability: number;
}

/** Keeps the `capacity` most probable of the candidates offered; of equals, those offered first. */
export class TopCandidates {
  private readonly capacity: number;
  private readonly sorted: Candidate[] = [];

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  /** Whether a candidate of this log-probability would be kept. */
  accepts(logProbability: number): boolean {
    if (logProbability === Number.NEGATIVE_INFINITY) return false;
    return (
      this.sorted.length < this.capacity ||
      logProbability > this.sorted[this.sorted.length - 1].logProbability
    );
  }

  /** Insertion into a short sorted list: of V offers, few pass `accepts`. */
  offer(candidate: Candidate): void {
    if (!this.accepts(candidate.logProbability)) return;
    let place = this.sorted.length;
    while (place > 0 && this.sorted[place - 1].logProbability < candidate.logProbability) place--;
    this.sorted.splice(place, 0, candidate);
    if (this.sorted.length > this.capacity) this.sorted.pop();
  }

  /** The kept candidates, the most probable first. */
  list(): readonly Candidate[] {
    return this.sorted;
  }
}
