// What the LSTM's forward and backward share: which thread takes which rows, and where scratch memory lies.
#pragma once
#include "product.h"

INLINE u32 lstm_parts(u32 batch, u32 time, u32 input_size, u32 hidden_size, u32 threads) {
  u64 products = (u64)batch * time * (input_size + hidden_size) * hidden_size * 4;
  return products < 65536 * LANES ? 1 : minimum(threads, batch);
}

INLINE u32 lstm_length(u32 lengths, u32 time, u32 row) { return lengths ? (u32)I32(lengths)[row] : time; }

/* The step of its input that a row takes as its `order`-th. */
INLINE u32 lstm_step(u32 order, u32 length, u32 reverse) { return reverse ? length - 1 - order : order; }

/* Row `index` of an optional [B,H] array. */
INLINE const f32 *lstm_row(u32 offset, u32 index, u32 size) {
  return offset ? F32(offset) + (size_t)index * size : NULL;
}

/* Rows of state in scratch lie so many numbers apart: whole vectors, and never a power of two. */
INLINE u32 lstm_stride(u32 size) { return round_up(size, 16) + 16; }

/* The rows of part `part`: a range of the dealt rows. */
INLINE Range lstm_share(u32 batch, u32 part, u32 parts) {
  u32 each = batch / parts, more = batch % parts;
  Range range = {part * each + minimum(part, more), (part + 1) * each + minimum(part + 1, more)};
  return range;
}

/*
 * Sorts the rows by length, longest first, and deals them out: dealt[lstm_share(part)] are the rows of a part,
 * longest first, so that those still running are always the first ones, and every part has as much to do.
 * counts: [time + 1]. positions: where each row went, the inverse.
 */
static void lstm_deal(u32 lengths, u32 batch, u32 time, u32 parts, u32 *counts, u32 *dealt, u32 *positions) {
  for (u32 length = 0; length <= time; length++) counts[length] = 0;
  for (u32 row = 0; row < batch; row++) counts[lstm_length(lengths, time, row)]++;
  u32 longer = 0;
  for (u32 length = time + 1; length-- > 0;) {
    u32 count = counts[length];
    counts[length] = longer;
    longer += count;
  }
  for (u32 row = 0; row < batch; row++) {
    u32 place = counts[lstm_length(lengths, time, row)]++;
    u32 position = lstm_share(batch, place % parts, parts).start + place / parts;
    dealt[position] = row;
    positions[row] = position;
  }
}

/* Takes `bytes` from scratch memory: where the block begins. */
INLINE u32 lstm_take(u32 *used, u64 bytes) {
  u32 start = *used;
  *used += (u32)((bytes + 63) / 64 * 64);
  return start;
}
