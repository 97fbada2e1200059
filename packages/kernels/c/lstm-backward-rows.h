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
  const u8 *kernel, *recurrent;  // transposed and packed
  u32 gate_stride, left_stride;  // of the rows of, ordered by step and then by rank:
  f32 *gate_grads;               // dz
  f32 *left;                     // what dz is multiplied with for the weights' gradients: h, x
  u32 stride, input_stride;      // of the rows of:
  f32 *hidden, *cell, *input;    // dh, dC; dx of one step
  void *left_gates;              // dz of one step, ready for products
} LstmBackwardRows;

INLINE u32 lstm_backward_row(const LstmBackwardRows *rows, u32 index) {
  return rows->ranked[rows->part + index * rows->parts];
}

/* Where the `order`-th step of a row lies in [B,T]. */
INLINE size_t lstm_backward_at(const lstm_backward_arguments *l, u32 row, u32 order) {
  return (size_t)row * l->time + lstm_step(order, lstm_length(l->lengths, l->time, row), l->reverse);
}

/* Where the step before the `order`-th lies, in [B,T] of `offset`; for the first, in [B] of `initial`, if it is there. */
INLINE const f32 *lstm_backward_before(const lstm_backward_arguments *l, u32 row, u32 order, u32 offset, u32 initial) {
  if (order == 0) return lstm_row(initial, row, l->hidden_size);
  return F32(offset) + lstm_backward_at(l, row, order - 1) * l->hidden_size;
}

/* dz of one row at its `order`-th step; dC becomes that of the step before. */
static void lstm_backward_gates(const LstmBackwardRows *rows, u32 index, u32 order, f32 *to) {
  const lstm_backward_arguments *l = rows->l;
  u32 hidden = l->hidden_size, row = lstm_backward_row(rows, index);
  size_t at = lstm_backward_at(l, row, order);
  const f32 *gates = F32(l->gates) + at * 4 * hidden;
  const f32 *cells = F32(l->cells) + at * hidden;
  const f32 *before = lstm_backward_before(l, row, order, l->cells, l->initial_cell);
  const f32 *output_grad = l->output_grad ? F32(l->output_grad) + at * hidden : NULL;
  f32 *hidden_grad = rows->hidden + index * rows->stride;
  f32 *cell_grad = rows->cell + index * rows->stride;
  for (u32 unit = 0; unit < hidden; unit += LANES) {
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
  lstm_copy(to + rows->stride, input, lstm_row(l->input_mask, row, l->input_size), l->input_size);
}

/* The `order`-th step of the first `count` rows. */
static void lstm_backward_step(const LstmBackwardRows *rows, u32 order, u32 count) {
  const lstm_backward_arguments *l = rows->l;
  u32 hidden = l->hidden_size, inputs = l->input_size;
  size_t first = rows->starts[order] + rows->part;
  Left gate_grads = {rows->gate_grads + first * rows->gate_stride, rows->gate_stride * rows->parts, 0};
  for (u32 index = 0; index < count; index++) {
    size_t at = first + index * rows->parts;
    lstm_backward_gates(rows, index, order, rows->gate_grads + at * rows->gate_stride);
    lstm_backward_left(rows, index, order, rows->left + at * rows->left_stride);
  }
  LeftFactor left = left_factor(&gate_grads, count, 4 * hidden, rows->left_gates);
  // Rows in scratch have room for whole vectors.
  multiply(&left, count, 4 * hidden, rows->recurrent, round_up(hidden, LANES), 0, rows->hidden, rows->stride);
  for (u32 index = 0; l->hidden_mask && index < count; index++) {
    f32 *grad = rows->hidden + index * rows->stride;
    lstm_copy(grad, grad, lstm_row(l->hidden_mask, lstm_backward_row(rows, index), hidden), hidden);
  }
  if (!l->input_grad) return;
  multiply(&left, count, 4 * hidden, rows->kernel, round_up(inputs, LANES), 0, rows->input, rows->input_stride);
  for (u32 index = 0; index < count; index++) {
    u32 row = lstm_backward_row(rows, index);
    lstm_copy(F32(l->input_grad) + lstm_backward_at(l, row, order) * inputs, rows->input + index * rows->input_stride,
              lstm_row(l->input_mask, row, inputs), inputs);
  }
}

static void lstm_backward_rows(const LstmBackwardRows *rows) {
  const lstm_backward_arguments *l = rows->l;
  u32 hidden = l->hidden_size, all = lstm_count(l->batch, rows->part, rows->parts);
  for (u32 index = 0; index < all; index++) {
    u32 row = lstm_backward_row(rows, index);
    lstm_copy(rows->hidden + index * rows->stride, lstm_row(l->final_hidden_grad, row, hidden), NULL, hidden);
    lstm_copy(rows->cell + index * rows->stride, lstm_row(l->final_cell_grad, row, hidden), NULL, hidden);
    if (!l->input_grad) continue;
    u32 length = lstm_length(l->lengths, l->time, row);
    f32 *padding = F32(l->input_grad) + ((size_t)row * l->time + length) * l->input_size;
    for (size_t k = 0; k < (size_t)(l->time - length) * l->input_size; k++) padding[k] = 0;
  }
  for (u32 order = l->time; order-- > 0;) {
    u32 running = rows->starts[order + 1] - rows->starts[order];
    lstm_backward_step(rows, order, lstm_count(running, rows->part, rows->parts));
  }
  for (u32 index = 0; index < all; index++) {
    size_t to = (size_t)lstm_backward_row(rows, index) * hidden;
    if (l->initial_hidden_grad)
      lstm_copy(F32(l->initial_hidden_grad) + to, rows->hidden + index * rows->stride, NULL, hidden);
    if (l->initial_cell_grad)
      lstm_copy(F32(l->initial_cell_grad) + to, rows->cell + index * rows->stride, NULL, hidden);
  }
}
