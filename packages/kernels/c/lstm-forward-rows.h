// The LSTM's steps for the rows of one thread. A panel of weights holds the four gates of LANES units, so that
// one block of sums is all that the cells of these units need.
#pragma once
#include "lstm-rows.h"
#include "math.h"

typedef struct {
  const lstm_forward_arguments *l;
  const u32 *ranked;
  u32 part, parts;
  const u8 *weights;            // packed, for each LANES units their four gates: of h and, from input_start on, of x
  const f32 *bias;              // [units / LANES][4][LANES]
  u32 input_start, inner;
  u32 left_stride, cell_stride; // of the rows of:
  f32 *left, *next_left;        // [h | x]
  f32 *cell;
  void *left_space;             // left, ready for products
  u32 *places;                  // where this step of each row lies in [B,T]
  f32 *gates, *cells, *output;  // the arguments
  const f32 *kernel, *hidden_mask, *input_mask;
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
    f32 *left = rows->left + index * rows->left_stride, *next_left = rows->next_left + index * rows->left_stride;
    lstm_copy(left, NULL, NULL, rows->left_stride);
    lstm_copy(next_left, NULL, NULL, rows->left_stride);
    lstm_copy(left, from, lstm_row(l->hidden_mask, row, hidden), hidden);
    lstm_copy(rows->cell + index * rows->cell_stride, NULL, NULL, rows->cell_stride);
    lstm_copy(rows->cell + index * rows->cell_stride, cell, NULL, hidden);
    if (length == 0 && l->final_hidden) lstm_copy(F32(l->final_hidden) + (size_t)row * hidden, from, NULL, hidden);
    if (length == 0 && l->final_cell) lstm_copy(F32(l->final_cell) + (size_t)row * hidden, cell, NULL, hidden);
    f32 *padding = F32(l->output) + ((size_t)row * l->time + length) * hidden;
    for (size_t element = 0; element < (size_t)(l->time - length) * hidden; element++) padding[element] = 0;
  }
}

/* The gates, cell and output of LANES units of one row, from their sums. */
INLINE void lstm_forward_cell(const LstmForwardRows *rows, u32 index, u32 unit, const f32 *sums, u32 is_last) {
  const lstm_forward_arguments *l = rows->l;
  u32 hidden = l->hidden_size, lanes = minimum(LANES, hidden - unit), row = lstm_forward_row(rows, index);
  size_t at = rows->places[index];
  f32 *cell = rows->cell + index * rows->cell_stride + unit;
  vec sum[4];
  for (u32 gate = 0; gate < 4; gate++) sum[gate] = vec_load(sums + gate * LANES);
  if (!l->input) {
    // A one-hot row times the kernel is one row of the kernel.
    u32 id = (u32)I32(l->token_ids)[at];
    vec factor = vec_splat(rows->input_mask ? rows->input_mask[(size_t)row * l->input_size + id] : 1);
    const f32 *by_id = rows->kernel + (size_t)id * 4 * hidden + unit;
    for (u32 gate = 0; gate < 4; gate++)
      sum[gate] = vec_fma(factor, vec_load_count(by_id + gate * hidden, lanes), sum[gate]);
  }
  vec i = vec_sigmoid(sum[0]), f = vec_sigmoid(sum[1]), g = vec_tanh(sum[2]), o = vec_sigmoid(sum[3]);
  vec c = vec_fma(f, vec_load(cell), i * g);
  vec h = o * vec_tanh(c);
  vec_store(cell, c);
  if (rows->gates) {
    f32 *gates = rows->gates + at * 4 * hidden + unit;
    vec_store_count(gates, i, lanes);
    vec_store_count(gates + hidden, f, lanes);
    vec_store_count(gates + 2 * hidden, g, lanes);
    vec_store_count(gates + 3 * hidden, o, lanes);
  }
  if (rows->cells) vec_store_count(rows->cells + at * hidden + unit, c, lanes);
  vec_store_count(rows->output + at * hidden + unit, h, lanes);
  if (is_last) {
    if (l->final_hidden) vec_store_count(F32(l->final_hidden) + (size_t)row * hidden + unit, h, lanes);
    if (l->final_cell) vec_store_count(F32(l->final_cell) + (size_t)row * hidden + unit, c, lanes);
  }
  if (rows->hidden_mask) h *= vec_load_count(rows->hidden_mask + (size_t)row * hidden + unit, lanes);
  vec_store(rows->next_left + index * rows->left_stride + unit, h);
}

/* LANES units of a few rows. */
typedef struct {
  Range rows;
  u32 unit;
  f32 *sums;
} LstmForwardRun;

/* The cells of a run, while the product for the next one goes on. */
static void lstm_forward_cells(const LstmForwardRows *rows, const LstmForwardRun *run, u32 next_count,
                               Product *product) {
  const f32 *sums = run->sums;
  for (u32 index = run->rows.start; index < run->rows.end; index++, sums += PANEL) {
    product_go_on(product);
    lstm_forward_cell(rows, index, run->unit, sums, index >= next_count);
  }
}

/* The `order`-th step of the first `count` rows, of which the first `next_count` have a next one. */
static void lstm_forward_step(const LstmForwardRows *rows, u32 order, u32 count, u32 next_count) {
  const lstm_forward_arguments *l = rows->l;
  u32 inputs = l->input_size;
  for (u32 index = 0; index < count; index++) {
    u32 row = lstm_forward_row(rows, index);
    size_t at = lstm_forward_at(l, row, order);
    rows->places[index] = (u32)at;
    if (l->input)
      lstm_copy(rows->left + index * rows->left_stride + rows->input_start, F32(l->input) + at * inputs,
                lstm_row(l->input_mask, row, inputs), inputs);
  }
  Left state = {rows->left, rows->left_stride, 0};
  LeftFactor left = left_factor(&state, count, rows->inner, rows->left_space, NULL);
  f32 sums[2][RUN_ROWS * PANEL] __attribute__((aligned(64)));
  LstmForwardRun before = {.rows = {0, 0}};
  u32 turn = 0;
  for (u32 unit = 0; unit < l->hidden_size; unit += LANES) {
    const u8 *weights = rows->weights + unit / LANES * right_bytes(PANEL, rows->inner);
    for (Range run = {0, 0}; run.start < count; run.start = run.end, turn ^= 1) {
      run.end = run.start + next_rows(count - run.start, RUN_ROWS);
      Product product = product_start(&(ProductOrder){.a = &left,
                                                      .rows = run,
                                                      .inner = rows->inner,
                                                      .packed = weights,
                                                      .columns = PANEL,
                                                      .start = rows->bias + (size_t)unit * 4,
                                                      .c = sums[turn],
                                                      .stride = PANEL,
                                                      .calls = before.rows.end - before.rows.start});
      lstm_forward_cells(rows, &before, next_count, &product);
      product_finish(&product);
      before = (LstmForwardRun){run, unit, sums[turn]};
    }
  }
  Product none = {0};
  lstm_forward_cells(rows, &before, next_count, &none);
}
