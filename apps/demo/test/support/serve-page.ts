import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { preview } from "vite";

const root = fileURLToPath(new URL("../..", import.meta.url));

export interface PageServer {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves the built page on loopback.
 *
 * @param options.isolated with the headers of the project's own servers, or as a host does that sends none.
 */
export async function servePage({ isolated }: { readonly isolated: boolean }): Promise<PageServer> {
  if (!existsSync(`${root}dist/index.html`)) {
    throw new Error(
      "expected the built page in apps/demo/dist: build it with turbo run build --filter=@engram/demo",
    );
  }
  const server = await preview({
    root,
    preview: { port: 0, host: "127.0.0.1" },
    ...(!isolated && { configFile: false as const, base: "./" }),
    logLevel: "error",
  });
  return { url: server.resolvedUrls?.local[0] as string, close: () => server.close() };
}
