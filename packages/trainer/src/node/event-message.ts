/** What a TensorBoard event says. */
export type EventContent =
  | { readonly fileVersion: string }
  /** Earlier events from this step on no longer count. */
  | { readonly sessionStart: true }
  | { readonly scalars: Readonly<Record<string, number>> };

const VARINT = 0;
const FIXED_64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED_32 = 5;

/**
 * TensorFlow's `Event` in Protocol Buffers' wire format, with the field numbers of tensorflow/core/util/event.proto
 * and tensorflow/core/framework/summary.proto.
 *
 * @param wallTime seconds since 1970.
 */
export function encodeEvent(wallTime: number, step: number, content: EventContent): Uint8Array {
  // The format leaves zeros out.
  const head = [...double(1, wallTime), ...(step === 0 ? [] : integer(2, step))];
  if ("fileVersion" in content) return Uint8Array.from([...head, ...text(3, content.fileVersion)]);
  if ("sessionStart" in content) return Uint8Array.from([...head, ...message(7, integer(1, 1))]);
  const values = Object.entries(content.scalars).flatMap(([tag, value]) =>
    message(1, [...text(1, tag), ...float(2, value)]),
  );
  return Uint8Array.from([...head, ...message(5, values)]);
}

function key(field: number, wireType: number): number[] {
  return varint(field * 8 + wireType);
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return [...bytes, rest];
}

function integer(field: number, value: number): number[] {
  return [...key(field, VARINT), ...varint(value)];
}

function double(field: number, value: number): number[] {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value, true);
  return [...key(field, FIXED_64), ...bytes];
}

function float(field: number, value: number): number[] {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return [...key(field, FIXED_32), ...bytes];
}

function message(field: number, bytes: readonly number[]): number[] {
  return [...key(field, LENGTH_DELIMITED), ...varint(bytes.length), ...bytes];
}

function text(field: number, value: string): number[] {
  return message(field, [...new TextEncoder().encode(value)]);
}
