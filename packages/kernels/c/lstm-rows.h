// What the LSTM's forward and backward share: the order of the rows, and where scratch memory lies.
#pragma once
#include "engine.h"

INLINE u32 lstm_parts(u32 batch, u32 time, u32 input_size, u32 hidden_size, u32 threads) {
  u64 products = (u64)batch * time * (input_size + hidden_size) * hidden_size * 4;
  return products < 65536 * LANES ? 1 : minimum(threads, batch);
}

INLINE u32 lstm_length(u32 lengths, u32 time, u32 row) { return lengths ? (u32)I32(lengths)[row] : time; }

/* The step of its input that a row takes as its `order`-th. */
INLINE u32 lstm_step(u32 order, u32 length, u32 reverse) { return reverse ? length - 1 - order : order; }

/* Row `index` of an optional [rows,size] array. */
INLINE const f32 *lstm_row(u32 offset, u32 index, u32 size) {
  return offset ? F32(offset) + (size_t)index * size : NULL;
}

/*
 * Ranks the rows by length, longest first: those that still run are always the first ones, and threads that take
 * every so-manieth have equally much to do. starts[order]: how many steps all rows take before their `order`-th.
 *
 * ranked: [batch]. starts, counts: [time + 1].
 */
static void lstm_rank(u32 lengths, u32 batch, u32 time, u32 *ranked, u32 *starts, u32 *counts) {
  for (u32 length = 0; length <= time; length++) counts[length] = 0;
  for (u32 row = 0; row < batch; row++) counts[lstm_length(lengths, time, row)]++;
  u32 longer = 0;
  for (u32 length = time + 1; length-- > 0;) {
    u32 count = counts[length];
    counts[length] = longer;
    longer += count;
  }
  starts[0] = 0;
  for (u32 order = 0; order < time; order++) starts[order + 1] = starts[order] + counts[order];
  for (u32 row = 0; row < batch; row++) ranked[counts[lstm_length(lengths, time, row)]++] = row;
}

/* The rows of part `part` of `parts` have the ranks part, part + parts, part + 2 parts …: so many of them. */
INLINE u32 lstm_count(u32 ranks, u32 part, u32 parts) {
  return ranks > part ? divide_up(ranks - part, parts) : 0;
}

/* What does not fit 32 bits is more than any heap has, and must not look like less. */
INLINE u32 lstm_bytes(u64 bytes) { return bytes < 0xffffffc0u ? (u32)bytes : 0xffffffc0u; }

/* Takes `bytes` from scratch memory: where the block begins. */
INLINE u32 lstm_take(u32 *used, u64 bytes) {
  u32 start = *used;
  *used = lstm_bytes(start + (bytes + 63) / 64 * 64);
  return start;
}

/* Copies a row, multiplied by its mask if it has one; zeros where there is nothing to copy. */
INLINE void lstm_copy(f32 *to, const f32 *from, const f32 *mask, u32 size) {
  for (u32 first = 0; first < size; first += LANES) {
    u32 lanes = minimum(LANES, size - first);
    vec value = from ? vec_load_count(from + first, lanes) : vec_splat(0);
    if (mask) value *= vec_load_count(mask + first, lanes);
    vec_store_count(to + first, value, lanes);
  }
}
