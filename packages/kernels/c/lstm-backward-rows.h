// Backpropagation through time for the rows of one thread:
//   dC += dh o (1 - tanh(C')^2)
//   dz = [dC g i(1 - i), dC C f(1 - f), dC i (1 - g^2), dh tanh(C') o(1 - o)]
//   dh <- dz R^T    dC <- dC f
#pragma once
#include "lstm-rows.h"
#include "math.h"

typedef struct {
  const lstm_backward_arguments *l;
  const u32 *ranked, *starts;
  u32 part, parts;
  const u8 *weights;             // both matrices, transposed and packed
  u32 gate_stride, left_stride;  // of the rows of, ordered by step and then by rank:
  f32 *gate_grads;               // dz
  f32 *left;                     // what dz is multiplied with for the weights' gradients: h, x
  u32 run_rows, run_space;       // of the rows that a product takes, and of those that it has room for
  u32 grad_stride, cell_stride;  // of the rows of, by product:
  f32 *grads, *cell;             // [dh | dx], dC
  u8 *left_space;                // for each product dz of one step, ready
  size_t left_bytes;
  const f32 *gates, *cells, *output_grad; // the arguments
} LstmBackwardRows;

/* Rows of one step whose products are made together. */
typedef struct {
  u32 order;
  Range rows;
  Product product;
} LstmBackwardRun;

/* Where the numbers of a row lie in scratch memory. */
INLINE size_t lstm_backward_place(const LstmBackwardRows *rows, u32 index) {
  return index / rows->run_rows * rows->run_space + index % rows->run_rows;
}

INLINE u32 lstm_backward_row(const LstmBackwardRows *rows, u32 index) {
  return rows->ranked[rows->part + index * rows->parts];
}

/* Where the `order`-th step of a row lies in [B,T]. */
INLINE size_t lstm_backward_at(const lstm_backward_arguments *l, u32 row, u32 order) {
  return (size_t)row * l->time + lstm_step(order, lstm_length(l->lengths, l->time, row), l->reverse);
}

/* Where the step before the `order`-th lies, in [B,T] of `offset`; for the first, in [B] of `initial`, if given. */
INLINE const f32 *lstm_backward_before(const lstm_backward_arguments *l, u32 row, u32 order, u32 offset, u32 initial) {
  if (order == 0) return lstm_row(initial, row, l->hidden_size);
  return F32(offset) + lstm_backward_at(l, row, order - 1) * l->hidden_size;
}

/* The gradients of a row's final state, which come in at its last step. */
static void lstm_backward_enter(const LstmBackwardRows *rows, u32 index) {
  const lstm_backward_arguments *l = rows->l;
  u32 row = lstm_backward_row(rows, index), hidden = l->hidden_size;
  size_t place = lstm_backward_place(rows, index);
  lstm_copy(rows->grads + place * rows->grad_stride, lstm_row(l->final_hidden_grad, row, hidden), NULL, hidden);
  lstm_copy(rows->cell + place * rows->cell_stride, lstm_row(l->final_cell_grad, row, hidden), NULL, hidden);
}

/* dz of one row at its `order`-th step; dC becomes that of the step before. Meanwhile a product goes on. */
static void lstm_backward_gates(const LstmBackwardRows *rows, u32 index, u32 order, f32 *to, Product *meanwhile) {
  const lstm_backward_arguments *l = rows->l;
  u32 hidden = l->hidden_size, row = lstm_backward_row(rows, index);
  size_t at = lstm_backward_at(l, row, order), place = lstm_backward_place(rows, index);
  const f32 *gates = rows->gates + at * 4 * hidden;
  const f32 *cells = rows->cells + at * hidden;
  const f32 *before = lstm_backward_before(l, row, order, l->cells, l->initial_cell);
  const f32 *output_grad = rows->output_grad ? rows->output_grad + at * hidden : NULL;
  const f32 *hidden_grad = rows->grads + place * rows->grad_stride;
  f32 *cell_grad = rows->cell + place * rows->cell_stride;
  for (u32 unit = 0; unit < hidden; unit += LANES) {
    if (meanwhile) product_go_on(meanwhile);
    u32 lanes = minimum(LANES, hidden - unit);
    vec i = vec_load_count(gates + unit, lanes);
    vec f = vec_load_count(gates + hidden + unit, lanes);
    vec g = vec_load_count(gates + 2 * hidden + unit, lanes);
    vec o = vec_load_count(gates + 3 * hidden + unit, lanes);
    vec c = before ? vec_load_count(before + unit, lanes) : vec_splat(0);
    vec squashed = vec_tanh(vec_load_count(cells + unit, lanes));
    vec dh = vec_load(hidden_grad + unit);
    if (output_grad) dh += vec_load_count(output_grad + unit, lanes);
    vec dc = vec_load(cell_grad + unit) + dh * o * (1 - squashed * squashed);
    vec_store_count(to + unit, dc * g * i * (1 - i), lanes);
    vec_store_count(to + hidden + unit, dc * c * f * (1 - f), lanes);
    vec_store_count(to + 2 * hidden + unit, dc * i * (1 - g * g), lanes);
    // Behind the last gate there is room for whole vectors.
    vec_store(to + 3 * hidden + unit, dh * squashed * o * (1 - o));
    vec_store(cell_grad + unit, dc * f);
  }
}

/* What entered one row at its `order`-th step, masked. */
static void lstm_backward_left(const LstmBackwardRows *rows, u32 index, u32 order, f32 *to) {
  const lstm_backward_arguments *l = rows->l;
  u32 row = lstm_backward_row(rows, index);
  lstm_copy(to, lstm_backward_before(l, row, order, l->output, l->initial_hidden),
            lstm_row(l->hidden_mask, row, l->hidden_size), l->hidden_size);
  if (!l->input) return;
  const f32 *input = F32(l->input) + lstm_backward_at(l, row, order) * l->input_size;
  lstm_copy(to + l->hidden_size, input, lstm_row(l->input_mask, row, l->input_size), l->input_size);
}

/* Ends the products of a run: dh of the step before, and dx. */
static void lstm_backward_finish(const LstmBackwardRows *rows, LstmBackwardRun *run) {
  const lstm_backward_arguments *l = rows->l;
  u32 hidden = l->hidden_size, inputs = l->input_size;
  product_finish(&run->product);
  for (u32 index = run->rows.start; index < run->rows.end; index++) {
    u32 row = lstm_backward_row(rows, index);
    f32 *grad = rows->grads + lstm_backward_place(rows, index) * rows->grad_stride;
    if (l->hidden_mask) lstm_copy(grad, grad, lstm_row(l->hidden_mask, row, hidden), hidden);
    if (l->input_grad)
      lstm_copy(F32(l->input_grad) + lstm_backward_at(l, row, run->order) * inputs, grad + round_up(hidden, LANES),
                lstm_row(l->input_mask, row, inputs), inputs);
  }
  run->rows.end = run->rows.start;
}

/*
 * Steps a run back by one, while the products of the run before go on; starts its own. `later`: how many rows have had
 * a step behind this one.
 */
static LstmBackwardRun lstm_backward_step(const LstmBackwardRows *rows, u32 order, Range run, u32 later,
                                          LstmBackwardRun *before) {
  const lstm_backward_arguments *l = rows->l;
  size_t first = rows->starts[order] + rows->part, place = lstm_backward_place(rows, run.start);
  u32 hidden = l->hidden_size, count = run.end - run.start;
  if (before->rows.start == run.start) lstm_backward_finish(rows, before);
  Product *meanwhile = before->rows.end > before->rows.start ? &before->product : NULL;
  for (u32 index = run.start; index < run.end; index++) {
    size_t at = first + index * rows->parts;
    if (index >= later) lstm_backward_enter(rows, index);
    lstm_backward_gates(rows, index, order, rows->gate_grads + at * rows->gate_stride, meanwhile);
    lstm_backward_left(rows, index, order, rows->left + at * rows->left_stride);
  }
  Left gate_grads = {rows->gate_grads + (first + run.start * rows->parts) * rows->gate_stride,
                     rows->gate_stride * rows->parts, 0};
  u8 *space = rows->left_space + run.start / rows->run_rows * rows->left_bytes;
  LeftFactor left = left_factor(&gate_grads, count, 4 * hidden, space, meanwhile);
  if (meanwhile) lstm_backward_finish(rows, before);
  u32 calls = rows->run_rows * divide_up(hidden, LANES) + divide_up(count, 16) * divide_up(4 * hidden, 16);
  Product product = product_start(&(ProductOrder){.a = &left,
                                                  .rows = {0, count},
                                                  .inner = 4 * hidden,
                                                  .packed = rows->weights,
                                                  .columns = hidden,
                                                  .more = l->input_grad ? l->input_size : 0,
                                                  .c = rows->grads + place * rows->grad_stride,
                                                  .stride = rows->grad_stride,
                                                  .calls = calls});
  return (LstmBackwardRun){order, run, product};
}

static void lstm_backward_rows(const LstmBackwardRows *rows) {
  const lstm_backward_arguments *l = rows->l;
  u32 hidden = l->hidden_size, all = lstm_count(l->batch, rows->part, rows->parts);
  for (u32 index = 0; l->input_grad && index < all; index++) {
    u32 row = lstm_backward_row(rows, index), length = lstm_length(l->lengths, l->time, row);
    f32 *padding = F32(l->input_grad) + ((size_t)row * l->time + length) * l->input_size;
    for (size_t k = 0; k < (size_t)(l->time - length) * l->input_size; k++) padding[k] = 0;
  }
  LstmBackwardRun before = {.rows = {0, 0}};
  u32 later = 0;
  for (u32 order = l->time; order-- > 0;) {
    u32 count = lstm_count(rows->starts[order + 1] - rows->starts[order], rows->part, rows->parts);
    for (u32 start = 0; start < count; start += rows->run_rows)
      before = lstm_backward_step(rows, order, (Range){start, minimum(start + rows->run_rows, count)}, later, &before);
    later = count;
  }
  lstm_backward_finish(rows, &before);
  for (u32 index = 0; index < all; index++) {
    // Rows of no steps pass their gradients on.
    if (index >= later) lstm_backward_enter(rows, index);
    size_t to = (size_t)lstm_backward_row(rows, index) * hidden, place = lstm_backward_place(rows, index);
    if (l->initial_hidden_grad)
      lstm_copy(F32(l->initial_hidden_grad) + to, rows->grads + place * rows->grad_stride, NULL, hidden);
    if (l->initial_cell_grad)
      lstm_copy(F32(l->initial_cell_grad) + to, rows->cell + place * rows->cell_stride, NULL, hidden);
  }
}
