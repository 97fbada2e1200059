import { studio } from "./studio.ts";

export const BUILT_IN_MODELS = ["moby-dick", "engram-code"] as const;
export type BuiltInModel = (typeof BUILT_IN_MODELS)[number];

/** Megabytes to fetch. */
export const BUILT_IN_MEGABYTES: Readonly<Record<BuiltInModel, number>> = {
  "moby-dick": 0.9,
  "engram-code": 1.1,
};

const FILES = ["config.json", "model.safetensors", "tokenizer.json", "README.md"];

/** Fetches a model from the page's own host and opens it. @throws Error when it is not there. */
export async function openBuiltIn(name: BuiltInModel): Promise<void> {
  const entries = FILES.map(async (file) => {
    const response = await fetch(new URL(`models/${name}/${file}`, document.baseURI));
    if (!response.ok) throw new Error(`${name}/${file}: ${response.status} ${response.statusText}`);
    return [file, new Uint8Array(await response.arrayBuffer())] as const;
  });
  await (await studio).openFiles(Object.fromEntries(await Promise.all(entries)), name);
}
