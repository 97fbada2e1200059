// The LSTM's steps for the rows of one thread. A panel of weights holds the four gates of LANES units, so that
// one block of sums is all that the cells of these units need.
#pragma once
#include "lstm-rows.h"
#include "math.h"

typedef struct {
  const lstm_forward_arguments *l;
  const u32 *ranked;
  u32 part, parts;
  const u8 *kernel, *recurrent;         // packed: for each LANES units their four gates
  const f32 *bias;                      // [units / LANES][4][LANES]
  u32 stride, input_stride;             // of the rows of:
  f32 *hidden, *next_hidden, *cell;     // [rows][stride]
  f32 *input;                           // [rows][input_stride]: of one step
  void *left, *left_input;              // hidden and input, ready for products
} LstmForwardRows;

INLINE u32 lstm_forward_row(const LstmForwardRows *rows, u32 index) {
  return rows->ranked[rows->part + index * rows->parts];
}

/* Where the `order`-th step of a row lies in [B,T]. */
INLINE size_t lstm_forward_at(const lstm_forward_arguments *l, u32 row, u32 order) {
  return (size_t)row * l->time + lstm_step(order, lstm_length(l->lengths, l->time, row), l->reverse);
}

/* The state before the first step, which for rows of no steps is the final one too, and zeros behind the last. */
static void lstm_forward_start(const LstmForwardRows *rows, u32 count) {
  const lstm_forward_arguments *l = rows->l;
  u32 hidden = l->hidden_size;
  for (u32 index = 0; index < count; index++) {
    u32 row = lstm_forward_row(rows, index), length = lstm_length(l->lengths, l->time, row);
    const f32 *from = lstm_row(l->initial_hidden, row, hidden), *cell = lstm_row(l->initial_cell, row, hidden);
    lstm_copy(rows->hidden + index * rows->stride, from, lstm_row(l->hidden_mask, row, hidden), hidden);
    lstm_copy(rows->cell + index * rows->stride, cell, NULL, hidden);
    if (length == 0 && l->final_hidden) lstm_copy(F32(l->final_hidden) + (size_t)row * hidden, from, NULL, hidden);
    if (length == 0 && l->final_cell) lstm_copy(F32(l->final_cell) + (size_t)row * hidden, cell, NULL, hidden);
    f32 *padding = F32(l->output) + ((size_t)row * l->time + length) * hidden;
    for (size_t element = 0; element < (size_t)(l->time - length) * hidden; element++) padding[element] = 0;
  }
}

/* Gates, cells and outputs of LANES units of a few rows, from their sums. */
INLINE void lstm_forward_cells(const LstmForwardRows *rows, u32 order, Range run, u32 unit, const f32 *sums) {
  const lstm_forward_arguments *l = rows->l;
  u32 hidden = l->hidden_size, lanes = minimum(LANES, hidden - unit);
  for (u32 index = run.start; index < run.end; index++, sums += PANEL) {
    u32 row = lstm_forward_row(rows, index);
    size_t at = lstm_forward_at(l, row, order);
    f32 *cell = rows->cell + index * rows->stride + unit;
    vec sum[4];
    for (u32 gate = 0; gate < 4; gate++) sum[gate] = vec_load(sums + gate * LANES);
    if (!l->input) {
      // A one-hot row times the kernel is one row of the kernel.
      u32 id = (u32)I32(l->token_ids)[at];
      vec factor = vec_splat(l->input_mask ? lstm_row(l->input_mask, row, l->input_size)[id] : 1);
      const f32 *by_id = F32(l->kernel) + (size_t)id * 4 * hidden + unit;
      for (u32 gate = 0; gate < 4; gate++)
        sum[gate] = vec_fma(factor, vec_load_count(by_id + gate * hidden, lanes), sum[gate]);
    }
    vec i = vec_sigmoid(sum[0]), f = vec_sigmoid(sum[1]), g = vec_tanh(sum[2]), o = vec_sigmoid(sum[3]);
    vec c = vec_fma(f, vec_load(cell), i * g);
    vec h = o * vec_tanh(c);
    vec_store(cell, c);
    if (l->gates) {
      f32 *gates = F32(l->gates) + at * 4 * hidden + unit;
      vec_store_count(gates, i, lanes);
      vec_store_count(gates + hidden, f, lanes);
      vec_store_count(gates + 2 * hidden, g, lanes);
      vec_store_count(gates + 3 * hidden, o, lanes);
    }
    if (l->cells) vec_store_count(F32(l->cells) + at * hidden + unit, c, lanes);
    vec_store_count(F32(l->output) + at * hidden + unit, h, lanes);
    if (order + 1 == lstm_length(l->lengths, l->time, row)) {
      if (l->final_hidden) vec_store_count(F32(l->final_hidden) + (size_t)row * hidden + unit, h, lanes);
      if (l->final_cell) vec_store_count(F32(l->final_cell) + (size_t)row * hidden + unit, c, lanes);
    }
    const f32 *mask = lstm_row(l->hidden_mask, row, hidden);
    if (mask) h *= vec_load_count(mask + unit, lanes);
    vec_store(rows->next_hidden + index * rows->stride + unit, h);
  }
}

/* The `order`-th step of the first `count` rows. */
static void lstm_forward_step(const LstmForwardRows *rows, u32 order, u32 count) {
  const lstm_forward_arguments *l = rows->l;
  u32 hidden = l->hidden_size, inputs = l->input_size;
  for (u32 index = 0; l->input && index < count; index++) {
    u32 row = lstm_forward_row(rows, index);
    lstm_copy(rows->input + index * rows->input_stride, F32(l->input) + lstm_forward_at(l, row, order) * inputs,
              lstm_row(l->input_mask, row, inputs), inputs);
  }
  Left state = {rows->hidden, rows->stride, 0}, input = {rows->input, rows->input_stride, 0};
  LeftFactor left = left_factor(&state, count, hidden, rows->left);
  LeftFactor left_input = l->input ? left_factor(&input, count, inputs, rows->left_input) : left;
  for (u32 unit = 0; unit < hidden; unit += LANES) {
    const u8 *recurrent = rows->recurrent + unit / LANES * right_bytes(PANEL, hidden);
    const u8 *kernel = rows->kernel + unit / LANES * right_bytes(PANEL, inputs);
    const f32 *bias = rows->bias + (size_t)unit * 4;
    for (Range run = {0, 0}; run.start < count; run.start = run.end) {
      run.end = run.start + next_run_rows(count - run.start);
      f32 sums[RUN_ROWS * PANEL] __attribute__((aligned(64)));
      if (l->input) multiply_run(&left_input, run, inputs, kernel, bias, sums);
      multiply_run(&left, run, hidden, recurrent, l->input ? NULL : bias, sums);
      lstm_forward_cells(rows, order, run, unit, sums);
    }
  }
}
