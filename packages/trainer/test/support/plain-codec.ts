import type { CheckpointCodec, NamedArray } from "../../src/index.ts";

/**
 * The smallest codec: the length of a JSON header in four bytes, the header, the arrays' bytes.
 *
 * It keeps the metadata name `sha256` to itself, as `encodeSafetensors` of `@engram/lstm-core` does.
 */
export const plainCodec: CheckpointCodec = {
  encode(arrays, metadata) {
    if ("sha256" in metadata) throw new Error('plainCodec: expected a metadata name other than "sha256"');
    const entries = Object.entries(arrays).map(([name, { shape, data }]) => ({
      name,
      shape,
      integers: data instanceof Int32Array,
      bytes: data.byteLength,
    }));
    const header = Buffer.from(JSON.stringify({ entries, metadata }));
    const length = Buffer.alloc(4);
    length.writeUInt32LE(header.length);
    const bodies = Object.values(arrays).map(({ data: { buffer, byteOffset, byteLength } }) =>
      Buffer.from(buffer, byteOffset, byteLength),
    );
    return Buffer.concat([length, header, ...bodies]);
  },
  decode(bytes) {
    let offset = 4 + Buffer.from(bytes).readUInt32LE(0);
    const { entries, metadata } = JSON.parse(new TextDecoder().decode(bytes.subarray(4, offset)));
    const arrays: Record<string, NamedArray> = {};
    for (const { name, shape, integers, bytes: size } of entries) {
      const { buffer } = Uint8Array.from(bytes.subarray(offset, offset + size));
      arrays[name] = { shape, data: integers ? new Int32Array(buffer) : new Float32Array(buffer) };
      offset += size;
    }
    return { arrays, metadata };
  },
};
