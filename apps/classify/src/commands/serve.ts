import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import { wholeNumber } from "../numbers.ts";
import { parseArgument } from "../parse-argument.ts";
import { addTaskFlag, type SourceFlags, sourceOf } from "../prediction/source-flags.ts";
import { serve } from "../serve/serve.ts";

interface ServeFlags extends SourceFlags {
  host: string;
  port: number;
  tokenFile?: string;
  timeout: number;
  batchTexts: number;
  batchWait: number;
  queueTexts: number;
  mostTexts: number;
  mostCharacters: number;
  mostBytes: number;
}

/** `engram-classify serve`: a classifier as an HTTP API. */
export function addServeCommand(program: Command): void {
  const count = parseArgument(wholeNumber(1));
  const command = program
    .command("serve")
    .description(
      "answer HTTP requests: POST /predict and /predict/batch, GET /healthz, /metrics, /openapi.json",
    )
    .argument("[directory]", "folder of a classifier")
    .option("--host <address>", "where to listen; 0.0.0.0 for all networks", "127.0.0.1")
    .option("--port <n>", "0 for any that is free", parseArgument(wholeNumber(0)), 8080)
    .option(
      "--token-file <file>",
      "only requests with the bearer token in this file (or ENGRAM_CLASSIFY_TOKEN)",
    )
    .option("--timeout <ms>", "for one answer", count, 10_000)
    .option("--batch-texts <n>", "texts of concurrent requests in one model call, at most", count, 32)
    .option("--batch-wait <ms>", "how long the first of them waits", parseArgument(wholeNumber(0)), 3)
    .option("--queue-texts <n>", "texts that wait, at most; more get 503", count, 256)
    .option("--most-texts <n>", "texts of a request", count, 64)
    .option("--most-characters <n>", "UTF-16 units of a text", count, 100_000)
    .option("--most-bytes <n>", "of a request's body", count, 1 << 20);
  addTaskFlag(command)
    .addHelpText(
      "after",
      `
It stops at Ctrl-C or SIGTERM when it has answered what it accepted; a second one stops it at once.

Examples:
  $ engram-classify serve runs/stars
  $ engram-classify serve --task sentiment --port 9000 --token-file token.txt
  $ curl -s localhost:8080/predict -H 'Content-Type: application/json' -d '{"text": "Worth every minute"}'`,
    )
    .action(async (directory: string | undefined, flags: ServeFlags) => {
      const source = sourceOf(directory, flags);
      const token = await readToken(flags.tokenFile);
      const { host, port, timeout, batchWait, batchTexts, queueTexts } = flags;
      const { mostTexts, mostCharacters, mostBytes } = flags;
      await serve(source, {
        ...{ host, port, batchTexts, queueTexts, mostTexts, mostCharacters, mostBytes },
        waitMilliseconds: batchWait,
        timeoutMilliseconds: timeout,
        // Each waits with a text at least: more could not be accepted anyway.
        mostRequests: queueTexts + batchTexts,
        ...(token !== undefined && { token }),
      });
    });
}

/** @throws Error when there is a file or a variable for a token, and none in it. */
async function readToken(file: string | undefined): Promise<string | undefined> {
  const token =
    file === undefined ? process.env.ENGRAM_CLASSIFY_TOKEN : (await readFile(file, "utf8")).trim();
  if (token === undefined) return undefined;
  if (!/^[!-~]+$/.test(token)) {
    throw new Error(`${file ?? "ENGRAM_CLASSIFY_TOKEN"}: expected a token of printable ASCII without spaces`);
  }
  return token;
}
