/** Row-major numbers with their shape; the name stands in the record that holds it. */
export interface NamedArray {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array | Int8Array;
}
