// The gradients of the LSTM's weights, over all steps of all rows at once, for some columns of 4H: the order of the
// sums is that of the steps and ranks, whoever computes them.
#pragma once
#include "lstm-rows.h"

// So many rows of dz pass by the weights' gradients at a time: more where going through these costs more than
// multiplying does.
#if defined(__AMX_BF16__)
#define WEIGHT_BLOCK 512
#else
#define WEIGHT_BLOCK 128
#endif

typedef struct {
  const lstm_backward_arguments *l;
  const u32 *ranked, *starts;
  u32 gate_stride, left_stride; // of the rows of, ordered by step and then by rank:
  const f32 *gate_grads, *left; // dz, [h | x]
  u32 left_rows;                // of a left factor: the numbers of h, and of x
  Range columns;                // these alone
  f32 *grads;                   // [left_rows][stride]: of both matrices
  u32 stride;
  u8 *left_space;               // a block of left, ready for products
  u8 *right_space;              // two panels of dz
} LstmWeights;

INLINE size_t lstm_right_bytes(void) { return right_bytes(PANEL, WEIGHT_BLOCK); }

/* Adds rows of dz, of one panel's columns, to the bias' gradient, and to the kernel's rows that the token ids name. */
static void lstm_add_sums(const LstmWeights *weights, Range steps, Range columns) {
  const lstm_backward_arguments *l = weights->l;
  const f32 *from = weights->gate_grads + (size_t)steps.start * weights->gate_stride + columns.start;
  u32 count = steps.end - steps.start;
  for (u32 column = columns.start; l->bias_grad && column < columns.end; column += LANES) {
    u32 lanes = minimum(LANES, columns.end - column);
    f32 *bias = F32(l->bias_grad) + column;
    vec sum = vec_splat(0);
    for (u32 row = 0; row < count; row++) sum += vec_load(from + row * weights->gate_stride + column - columns.start);
    vec_store_count(bias, vec_load_count(bias, lanes) + sum, lanes);
  }
  if (l->input || !l->kernel_grad) return;
  const i32 *ids = I32(l->token_ids);
  f32 *kernel_grad = F32(l->kernel_grad);
  u32 order = 0;
  for (u32 at = steps.start; at < steps.end; at++, from += weights->gate_stride) {
    while (at >= weights->starts[order + 1]) order++;
    u32 row = weights->ranked[at - weights->starts[order]];
    u32 length = lstm_length(l->lengths, l->time, row);
    u32 id = (u32)ids[(size_t)row * l->time + lstm_step(order, length, l->reverse)];
    vec factor = vec_splat(l->input_mask ? lstm_row(l->input_mask, row, l->input_size)[id] : 1);
    f32 *to = kernel_grad + (size_t)id * 4 * l->hidden_size;
    for (u32 column = columns.start; column < columns.end; column += LANES) {
      u32 lanes = minimum(LANES, columns.end - column);
      vec sum = vec_fma(factor, vec_load(from + column - columns.start), vec_load_count(to + column, lanes));
      vec_store_count(to + column, sum, lanes);
    }
  }
}

/* Zeros some columns of an optional [rows,4H] array. */
static void lstm_zero_columns(u32 offset, u32 rows, size_t stride, Range columns) {
  for (u32 row = 0; offset && row < rows; row++)
    for (u32 column = columns.start; column < columns.end; column++) F32(offset)[row * stride + column] = 0;
}

/* What the steps of a block contribute: a panel of dz is packed while the product with the one before goes on. */
static Product lstm_add_block(const LstmWeights *weights, Range steps, u32 *turn, Product product) {
  u32 count = steps.end - steps.start, width = weights->columns.end - weights->columns.start;
  Left block = {weights->left + (size_t)steps.start * weights->left_stride, weights->left_stride, 1};
  product_finish(&product);
  LeftFactor left = left_factor(&block, weights->left_rows, count, weights->left_space, NULL);
  for (u32 index = 0; index < panels_of(width); index++, *turn ^= 1) {
    Range vectors = panel_of(width, index);
    Range columns = {weights->columns.start + vectors.start * LANES,
                     minimum(weights->columns.start + vectors.end * LANES, weights->columns.end)};
    u8 *packed = weights->right_space + *turn * lstm_right_bytes();
    pack_columns(packed, weights->gate_grads + (size_t)steps.start * weights->gate_stride + columns.start,
                 weights->gate_stride, count, columns.end - columns.start, &product);
    lstm_add_sums(weights, steps, columns);
    product_finish(&product);
    product = product_start(&(ProductOrder){.a = &left,
                                            .rows = {0, weights->left_rows},
                                            .inner = count,
                                            .packed = packed,
                                            .columns = columns.end - columns.start,
                                            .accumulate = 1,
                                            .c = weights->grads + vectors.start * LANES,
                                            .stride = weights->stride,
                                            .calls = 2 * divide_up(count, 32) * TILE_VECTORS});
  }
  return product;
}

/* The given columns of all gradients. */
static void lstm_backward_weights(const LstmWeights *weights) {
  const lstm_backward_arguments *l = weights->l;
  Range columns = weights->columns;
  u32 hidden = l->hidden_size, all = weights->starts[l->time], width = columns.end - columns.start, turn = 0;
  size_t stride = 4 * (size_t)hidden;
  if (!l->input) lstm_zero_columns(l->kernel_grad, l->input_size, stride, columns);
  lstm_zero_columns(l->bias_grad, 1, stride, columns);
  for (size_t at = 0; at < (size_t)weights->left_rows * weights->stride; at++) weights->grads[at] = 0;
  Product product = {0};
  for (u32 start = 0; start < all; start += WEIGHT_BLOCK)
    product = lstm_add_block(weights, (Range){start, minimum(start + WEIGHT_BLOCK, all)}, &turn, product);
  product_finish(&product);
  for (u32 row = 0; row < weights->left_rows; row++) {
    const f32 *from = weights->grads + (size_t)row * weights->stride;
    size_t at = (row < hidden ? row : row - hidden) * stride + columns.start;
    u32 to = row < hidden ? l->recurrent_kernel_grad : l->kernel_grad;
    const f32 *mask = row < hidden && l->recurrent_mask ? F32(l->recurrent_mask) + at : NULL;
    if (to) lstm_copy(F32(to) + at, from, mask, width);
  }
}
