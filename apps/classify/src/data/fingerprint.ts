import { createHash } from "node:crypto";
import type { LabelledText } from "@engram/classification";

/** Which texts these are, in run.json and in model cards. */
export interface Fingerprint {
  readonly name: string;
  readonly texts: number;
  /** Of the texts and labels in their order, each as a line of JSON: {"text":…,"label":…}. */
  readonly sha256: string;
}

export function fingerprint(name: string, texts: readonly LabelledText[]): Fingerprint {
  const hash = createHash("sha256");
  for (const { text, label } of texts) hash.update(`${JSON.stringify({ text, label })}\n`);
  return { name, texts: texts.length, sha256: hash.digest("hex") };
}
