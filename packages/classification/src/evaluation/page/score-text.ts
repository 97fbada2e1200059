/** A score to four digits after the point; a dash where it is not defined. */
export function scoreText(score: number | null): string {
  return score === null ? "–" : score.toFixed(4);
}

/** 25000 as 25,000, wherever it is read. */
export function countText(count: number): string {
  return count.toLocaleString("en-US");
}
