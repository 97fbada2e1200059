import type { Checkpoint } from "../../src/index.ts";
import { createFolderCheckpoints } from "../../src/node/index.ts";
import { plainCodec } from "./plain-codec.ts";

/** Saves a small checkpoint and then a large one in the folder that is its argument; prints the error. */
async function main(directory: string): Promise<void> {
  // Without a listener the signal that tells of the limit ends the process before the write can fail.
  process.on("SIGXFSZ", () => {});
  const checkpoint = (length: number): Checkpoint => ({
    arrays: { "model.kernel": { shape: [length], data: new Float32Array(length).fill(length) } },
    metadata: {},
  });
  const store = createFolderCheckpoints(directory, plainCodec);
  await store.save("last", checkpoint(10));
  console.log("saved");
  try {
    await store.save("last", checkpoint(1_000_000));
  } catch (error) {
    console.log((error as Error).message);
  }
}

void main(process.argv[2]);
