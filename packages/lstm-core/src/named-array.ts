/** Row-major numbers with their shape; the name stands in the record that holds it. */
export interface NamedArray {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

/** What a file may hold; int8 is read as Int32Array. */
export interface StoredArray {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array | Int8Array;
}
