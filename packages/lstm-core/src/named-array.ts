/** Row-major numbers with their shape; the name stands in the record that holds it. */
export interface NamedArray {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

/** What can be written into a file; int8 is read back as Int32Array. */
export interface StoredArray {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array | Int8Array;
}
