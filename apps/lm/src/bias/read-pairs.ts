import { readCsv } from "@engram/dataset/node";
import type { SentencePair } from "./sentence-pair.ts";

/**
 * Reads pairs from a CSV file with the columns of CrowS-Pairs: sent_more, sent_less, stereo_antistereo, bias_type.
 *
 * @throws Error that names the file, the line and what is wrong: a missing column, an empty sentence, another direction than
 *   stereo or antistereo, no row at all.
 */
export async function readPairs(path: string): Promise<SentencePair[]> {
  // The reader gives two columns at a time: the file is small, and it is read twice.
  const kinds = readCsv(path, { textColumn: "stereo_antistereo", labelColumn: "bias_type" });
  const pairs: SentencePair[] = [];
  for await (const sentences of readCsv(path, { textColumn: "sent_more", labelColumn: "sent_less" })) {
    const kind = (await kinds.next()).value;
    const [more, less] = [sentences.text.trim(), sentences.label?.trim() ?? ""];
    const [direction, biasType] = [kind?.text, kind?.label?.trim() ?? ""];
    if (more === "" || less === "" || biasType === "") {
      throw new Error(
        `readPairs: expected two sentences and a bias type at ${sentences.source}, got an empty field`,
      );
    }
    if (direction !== "stereo" && direction !== "antistereo") {
      throw new Error(
        `readPairs: expected stereo or antistereo at ${sentences.source}, got ${JSON.stringify(direction)}`,
      );
    }
    pairs.push({ more, less, direction, biasType });
  }
  if (pairs.length === 0) throw new Error(`readPairs: expected pairs of sentences in ${path}, found none`);
  return pairs;
}
