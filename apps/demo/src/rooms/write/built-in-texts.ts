export const BUILT_IN_TEXTS = ["moby-dick", "chinese-classics", "engram-code"] as const;
export type BuiltInText = (typeof BUILT_IN_TEXTS)[number];

/** UTF-8 bytes, nearly: what options suit it is known before it is fetched. */
export const BUILT_IN_BYTES: Readonly<Record<BuiltInText, number>> = {
  "moby-dick": 1_220_000,
  "chinese-classics": 500_000,
  "engram-code": 1_250_000,
};

/** @throws Error when the page's host does not have it. */
export async function fetchText(name: BuiltInText): Promise<Blob> {
  const response = await fetch(new URL(`texts/${name}.txt`, document.baseURI));
  if (!response.ok) throw new Error(`${name}: ${response.status} ${response.statusText}`);
  return response.blob();
}
