import { bytesOfBase64, type FeatureExamples } from "@engram/classification/inference";

/** Training mails as the output layer sees them, and which encoder made that of them. */
export interface Replay extends FeatureExamples {
  readonly encoder: string;
}

/**
 * Reads a shipped `replay.json`: `{ encoder, labels, features }`, where `labels` are R class indices, and `features` is
 * [R,F] row-major in little-endian float16, as base64, which is decoded when it is first asked for.
 */
export function readReplay(bytes: Uint8Array): Replay {
  const { encoder, labels, features } = JSON.parse(new TextDecoder().decode(bytes)) as {
    encoder: string;
    labels: number[];
    features: string;
  };
  let decoded: Float32Array[] | undefined;
  return {
    encoder,
    labels,
    get features() {
      decoded ??= rowsOf(features, labels.length);
      return decoded;
    },
  };
}

function rowsOf(base64: string, rows: number): Float32Array[] {
  const halves = bytesOfBase64(base64);
  const view = new DataView(halves.buffer);
  const width = halves.length / 2 / rows;
  return Array.from({ length: rows }, (_, row) =>
    Float32Array.from({ length: width }, (_, column) =>
      fromHalf(view.getUint16(2 * (row * width + column), true)),
    ),
  );
}

/** A float16 by its bits: sign 1, exponent 5, fraction 10 (IEEE 754 binary16). */
function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}
