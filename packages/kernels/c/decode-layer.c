// One LSTM layer for one token of each row: gates, cell and output of a block of units in registers.
#include "packed-matrix.h"

/* Threads meet once a layer: a part that reads less, some 10 us from a cache, is not worth their meeting. */
#define DECODE_LEAST_PART_BYTES (1024 * 1024)

INLINE u32 decode_parts(u32 rows, u32 columns, u32 gated, u32 int8, u32 threads) {
  u32 blocks = divide_up(packed_vectors(columns, gated), BLOCK_VECTORS);
  u32 worth = (u32)((u64)rows * columns * (int8 ? 1 : 4) / DECODE_LEAST_PART_BYTES);
  return maximum(1, minimum(minimum(threads, blocks), worth));
}

/* For each thread, [batch] scales and [batch, rows] whole numbers of the input and of the hidden state. */
INLINE u32 rounded_bytes(u32 batch, u32 rows) { return round_up(batch * (4 + 2 * round_up(rows, 2)), 64); }

static u32 decode_layer_scratch(const decode_layer_arguments *l) {
  if (!l->recurrent_scales) return 0;
  return rounded_bytes(l->batch, l->input_size) + rounded_bytes(l->batch, l->hidden_size);
}

static u32 decode_layer_parts(const decode_layer_arguments *l, u32 threads) {
  return decode_parts(l->input_size + l->hidden_size, 4 * l->hidden_size, 1, l->recurrent_scales != 0, threads);
}

static void decode_layer_plan(const decode_layer_arguments *l, u32 threads, Plan *plan) {
  plan->phases = 1;
  plan->parts[0] = decode_layer_parts(l, threads);
  plan->scratch_bytes = threads * decode_layer_scratch(l);
}

/* Row `row` of what the layer reads: of the rows that token ids choose, or of the layer's before it. */
INLINE const f32 *decode_input(const decode_layer_arguments *l, u32 row) {
  u32 index = l->token_ids ? AT(u32, l->token_ids)[row] : row;
  return F32(l->input) + (size_t)index * l->input_size;
}

/* What the sums begin with: the bias, or the row of a table [V,4H] that the token id chooses. */
INLINE const f32 *decode_start(const decode_layer_arguments *l, u32 row) {
  return F32(l->start) + (l->input_size == 0 ? (size_t)AT(u32, l->token_ids)[row] * 4 * l->hidden_size : 0);
}

typedef struct {
  f32 *scales;
  i16 *rounded;
  u32 stride;
} RoundedRows;

INLINE RoundedRows rounded_rows(u8 *scratch, u32 batch, u32 rows) {
  return (RoundedRows){(f32 *)scratch, (i16 *)(scratch + 4 * batch), round_up(rows, 2)};
}

INLINE Activations activations_of(const f32 *values, const RoundedRows *all, u32 row) {
  return (Activations){values, all->rounded + (size_t)row * all->stride, all->scales[row]};
}

/* The units [2 LANES] of one block, for one row. */
INLINE void decode_units(const decode_layer_arguments *l, const vec *sums, u32 block, u32 row) {
  for (u32 half = 0; half < 2; half++) {
    Slot slot = packed_slot(4 * l->hidden_size, 1, block, half);
    if (slot.count == 0) break;
    size_t at = (size_t)row * l->hidden_size;
    vec cell = load_slot(F32(l->cell) + at, slot);
    cell = vec_sigmoid(sums[2 + half]) * cell + vec_sigmoid(sums[half]) * vec_tanh(sums[4 + half]);
    vec output = vec_sigmoid(sums[6 + half]) * vec_tanh(cell);
    vec_store_partial(F32(l->cell) + at + slot.column, cell, slot.count);
    vec_store_partial(F32(l->next_hidden) + at + slot.column, output, slot.count);
  }
}

static void decode_layer_part(const decode_layer_arguments *l, const Share *share, u32 backwards, u8 *scratch) {
  u32 columns = 4 * l->hidden_size;
  PackedMatrix input = {AT(u8, l->input_weights), l->input_scales ? F32(l->input_scales) : NULL, l->input_size,
                        columns, 1};
  PackedMatrix recurrent = {AT(u8, l->recurrent_weights), l->recurrent_scales ? F32(l->recurrent_scales) : NULL,
                            l->hidden_size, columns, 1};
  RoundedRows inputs = {}, states = {};
  if (l->recurrent_scales) {
    inputs = rounded_rows(scratch, l->batch, l->input_size);
    states = rounded_rows(scratch + rounded_bytes(l->batch, l->input_size), l->batch, l->hidden_size);
    for (u32 row = 0; row < l->batch; row++) {
      if (l->input_size > 0) {
        inputs.scales[row] =
            round_activations(decode_input(l, row), l->input_size, inputs.rounded + (size_t)row * inputs.stride);
      }
      states.scales[row] = round_activations(F32(l->hidden) + (size_t)row * l->hidden_size, l->hidden_size,
                                             states.rounded + (size_t)row * states.stride);
    }
  }
  BlockOrder order = {range_of(divide_up(l->hidden_size, BLOCK_UNITS), 1, share->part, share->parts), backwards};
  for (u32 index = 0; index < order.range.end - order.range.start; index++) {
    u32 block = block_at(&order, index);
    for (u32 row = 0; row < l->batch; row++) {
      const f32 *start = decode_start(l, row);
      vec sums[BLOCK_VECTORS];
      for (u32 v = 0; v < BLOCK_VECTORS; v++) sums[v] = load_slot(start, packed_slot(columns, 1, block, v));
      const f32 *hidden = F32(l->hidden) + (size_t)row * l->hidden_size;
      Activations x = {l->input_size > 0 ? decode_input(l, row) : NULL, NULL, 0};
      Activations h = {hidden, NULL, 0};
      if (l->recurrent_scales) {
        x = activations_of(x.values, &inputs, row);
        h = activations_of(hidden, &states, row);
      }
      if (l->input_size > 0) add_block_product(sums, &input, &x, block, BLOCK_VECTORS);
      add_block_product(sums, &recurrent, &h, block, BLOCK_VECTORS);
      decode_units(l, sums, block, row);
    }
  }
}

static void decode_layer_work(const decode_layer_arguments *l, const Share *share) {
  u8 *scratch = share->scratch + (size_t)share->thread * decode_layer_scratch(l);
  decode_layer_part(l, share, 0, scratch);
}
