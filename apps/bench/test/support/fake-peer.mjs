// A peer as the tests need it: node fake-peer.mjs NAME LOG [BEHAVIOUR], which notes each round in LOG.
import { appendFileSync } from "node:fs";
import { createInterface } from "node:readline";

const [name, log, behaviour = "works"] = process.argv.slice(2);
const answer = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);

process.on("SIGINT", () => {});
for await (const line of createInterface({ input: process.stdin })) {
  const { command, steps } = JSON.parse(line);
  if (command === behaviour.split("-")[1]) {
    if (behaviour.startsWith("dies")) {
      console.error("out of luck");
      process.exit(3);
    }
    if (behaviour.startsWith("hangs")) continue;
    if (behaviour.startsWith("refuses")) {
      answer({ error: "not with me" });
      continue;
    }
  }
  if (command === "start") {
    console.log("a library says hello");
    answer({ version: `${name} 1.0` });
  } else if (command === "check") {
    answer({ values: behaviour === "wrong" ? [1, 2, 4] : [1, 2, 3] });
  } else if (command === "run") {
    appendFileSync(log, `${name}\n`);
    answer({ milliseconds: steps * 10 });
  } else {
    answer({ peakBytes: 2 ** 20 });
  }
}
