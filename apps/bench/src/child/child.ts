import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { decodeSafetensors } from "@engram/lstm-core";
import type { Protocol, StartRequest } from "../runner/protocol.ts";
import { createWorkload } from "./create-workload.ts";
import { peakBytes } from "./peak-bytes.ts";
import type { Workload } from "./workload.ts";

type Request = { readonly command: keyof Protocol } & StartRequest & Protocol["run"]["request"];

// Standard output is for answers; what libraries have to say goes the other way.
const answer = (value: object) => process.stdout.write(`${JSON.stringify(value)}\n`);
console.log = console.error;
console.info = console.error;

let workload: Workload | undefined;

// Ctrl-C goes to the whole group: the bench ends its children itself.
process.on("SIGINT", () => {});
for await (const line of createInterface({ input: process.stdin })) {
  try {
    answer(await obey(JSON.parse(line) as Request));
  } catch (error) {
    if (process.env.DEBUG && error instanceof Error) console.error(error.stack);
    answer({ error: error instanceof Error ? error.message.split("\n")[0] : String(error) });
  }
}
workload?.close();
process.exit();

async function obey(request: Request): Promise<Protocol[keyof Protocol]["answer"]> {
  switch (request.command) {
    case "start": {
      const { arrays } = decodeSafetensors(readFileSync(request.data));
      workload = await createWorkload({ job: request.job, data: arrays, settings: request.settings });
      return { version: workload.version };
    }
    case "check":
      return { values: await started().check() };
    case "run": {
      const begin = performance.now();
      await started().run(request.steps);
      return { milliseconds: performance.now() - begin };
    }
    case "finish":
      return { peakBytes: peakBytes() };
  }
}

function started(): Workload {
  if (workload === undefined) throw new Error("child: expected start first");
  return workload;
}
