import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join, normalize } from "node:path";

const ISOLATED = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};

/** Headers by the first part of a page's path. */
const PAGES: Record<string, Record<string, string>> = {
  plain: {},
  isolated: ISOLATED,
  "no-blob-workers": {
    ...ISOLATED,
    "content-security-policy": "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'",
  },
  "no-wasm": { ...ISOLATED, "content-security-policy": "default-src 'self'; worker-src 'self' blob:" },
};

/** Serves bundles as /PAGE/BUNDLER/, each with the headers of its page. */
export async function servePages(folder: string): Promise<{ origin: string; close(): void }> {
  const server = createServer(async ({ url = "/" }, response) => {
    const [, page, ...rest] = url.split("/");
    for (const [name, value] of Object.entries(PAGES[page] ?? {})) response.setHeader(name, value);
    if (url.endsWith("/")) {
      response.setHeader("content-type", "text/html").end('<script type="module" src="page.js"></script>');
      return;
    }
    try {
      const file = await readFile(join(folder, normalize(join("/", ...rest))));
      response.setHeader("content-type", "text/javascript").end(file);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, close: () => void server.close() };
}
