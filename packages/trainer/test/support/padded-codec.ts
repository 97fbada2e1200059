import type { CheckpointCodec } from "../../src/index.ts";
import { plainCodec } from "./plain-codec.ts";

/** Several of the pieces that Node writes at a time, so that a process can be killed between two of them. */
const PADDING = 8 * 1024 * 1024;

/** Makes files so large that writing them is most of a step's time; a file that lacks a byte is refused. */
export const paddedCodec: CheckpointCodec = {
  encode(arrays, metadata) {
    return Buffer.concat([plainCodec.encode(arrays, metadata), Buffer.alloc(PADDING, 1)]);
  },
  decode(bytes) {
    const end = bytes.length - PADDING;
    if (end < 0 || bytes.subarray(end).some((byte) => byte !== 1)) throw new Error("too little padding");
    return plainCodec.decode(bytes.subarray(0, end));
  },
};
