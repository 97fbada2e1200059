import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { launchChromium, noChromium } from "@engram/test-utils/chromium";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { trainInPage } from "../browser/train-in-page.mjs";

/** The page's one script and the files of TensorFlow.js' wasm backend. */
async function bundle(): Promise<string> {
  const result = await build({
    stdin: {
      contents: `
        import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
        import { trainInPage } from "./browser/train-in-page.mjs";
        setWasmPaths("/wasm/");
        globalThis.trainInPage = trainInPage;`,
      resolveDir: fileURLToPath(new URL("..", import.meta.url)),
    },
    bundle: true,
    write: false,
    format: "esm",
    platform: "browser",
    logLevel: "silent",
  });
  return result.outputFiles[0].text;
}

const wasmFolder = dirname(fileURLToPath(import.meta.resolve("@tensorflow/tfjs-backend-wasm")));

describe.skipIf(noChromium)("in Chromium", () => {
  let server: Server;
  let browser: Awaited<ReturnType<typeof launchChromium>>;
  const outside: string[] = [];

  beforeAll(async () => {
    const script = await bundle();
    server = createServer(async ({ url = "/" }, response) => {
      if (url === "/")
        response.setHeader("content-type", "text/html").end('<script type="module" src="/page.js"></script>');
      else if (url === "/page.js") response.setHeader("content-type", "text/javascript").end(script);
      else if (/^\/wasm\/[\w-]+\.wasm$/.test(url)) {
        response
          .setHeader("content-type", "application/wasm")
          .end(await readFile(join(wasmFolder, url.slice(6))));
      } else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    browser = await launchChromium();
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  test.each(["cpu", "wasm"])("%s trains and generates as the cpu backend does in Node", async (backend) => {
    const expected = await trainInPage("cpu");
    const page = await browser.newPage();
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    page.on("request", (request) => {
      if (!request.url().startsWith(origin)) outside.push(request.url());
    });
    await page.goto(origin);
    await page.waitForFunction("globalThis.trainInPage");
    const actual = (await page.evaluate(`trainInPage("${backend}")`)) as Awaited<
      ReturnType<typeof trainInPage>
    >;
    await page.close();
    expect(actual.backend).toBe(backend);
    expect(actual.losses[29]).toBeLessThan(actual.losses[0] / 1.5);
    for (const [step, loss] of expected.losses.entries()) {
      expect(Math.abs(actual.losses[step] - loss), `loss of step ${step + 1}`).toBeLessThan(1e-4);
    }
    expect(actual.text).toBe(expected.text);
    expect(actual.tensors).toBe(expected.tensors);
    expect(outside, "requests to anywhere else").toEqual([]);
  });
});
