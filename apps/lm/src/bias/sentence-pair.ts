/** A row of CrowS-Pairs. */
export interface SentencePair {
  /** The sentence that is closer to a stereotype. */
  readonly more: string;
  readonly less: string;
  readonly direction: "stereo" | "antistereo";
  /** What the pair is about, such as "gender". */
  readonly biasType: string;
}
