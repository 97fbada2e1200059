import type { CheckpointCodec, NamedArray } from "../../src/index.ts";

/** Checkpoints as JSON: all that the trainer asks of a codec. */
export const plainCodec: CheckpointCodec = {
  encode(arrays, metadata) {
    const plain = Object.entries(arrays).map(([name, { shape, data }]) => ({
      name,
      shape,
      integers: data instanceof Int32Array,
      data: Array.from(data),
    }));
    return new TextEncoder().encode(JSON.stringify({ plain, metadata }));
  },
  decode(bytes) {
    const { plain, metadata } = JSON.parse(new TextDecoder().decode(bytes));
    const arrays: Record<string, NamedArray> = {};
    for (const { name, shape, integers, data } of plain) {
      arrays[name] = { shape, data: integers ? Int32Array.from(data) : Float32Array.from(data) };
    }
    return { arrays, metadata };
  },
};
