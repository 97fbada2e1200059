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

/* Bytes for one block: some columns of dz, and the factors of the products. */
INLINE u32 lstm_weight_space(u32 inputs, u32 hidden) {
  return (u32)(WEIGHT_BLOCK * PANEL * 4 + right_panel_bytes(WEIGHT_BLOCK) + left_bytes(hidden, WEIGHT_BLOCK) +
               left_bytes(inputs, WEIGHT_BLOCK));
}

typedef struct {
  const lstm_backward_arguments *l;
  const u32 *ranked, *starts;
  u32 gate_stride, left_stride, input_start; // in left, x lies behind h
  const f32 *gate_grads, *left;
  u8 *space;                                 // lstm_weight_space
} LstmWeights;

/* Some steps, and what entered them, ready for products. */
typedef struct {
  Range steps;
  LeftFactor hidden, input;
  f32 *packed;       // [WEIGHT_BLOCK][PANEL]
  void *right_space;
} LstmWeightBlock;

/* Packs some columns of rows of dz, where memory pages are few, and adds them to the bias' gradient, if there is one. */
static void lstm_pack_gate_grads(f32 *packed, const f32 *from, size_t stride, u32 count, const Panel *panel, f32 *bias) {
  for (u32 column = 0; column < panel->stride; column += LANES) {
    u32 lanes = minimum(LANES, panel->columns - column);
    vec sum = vec_splat(0);
    for (u32 row = 0; row < count; row++) {
      vec value = vec_load(from + row * stride + column);
      vec_store(packed + row * panel->stride + column, value);
      sum += value;
    }
    if (bias) vec_store_count(bias + column, vec_load_count(bias + column, lanes) + sum, lanes);
  }
}

/* Adds rows of dz, of one panel's columns, to the rows of the kernel's gradient that the token ids name. */
static void lstm_add_by_id(const LstmWeights *weights, Range steps, u32 column, const Panel *panel) {
  const lstm_backward_arguments *l = weights->l;
  u32 order = 0;
  for (u32 at = steps.start; at < steps.end; at++) {
    while (at >= weights->starts[order + 1]) order++;
    u32 row = weights->ranked[at - weights->starts[order]];
    u32 length = lstm_length(l->lengths, l->time, row);
    u32 id = (u32)I32(l->token_ids)[(size_t)row * l->time + lstm_step(order, length, l->reverse)];
    vec factor = vec_splat(l->input_mask ? lstm_row(l->input_mask, row, l->input_size)[id] : 1);
    f32 *to = F32(l->kernel_grad) + (size_t)id * 4 * l->hidden_size + column;
    const f32 *from = panel->data + (at - steps.start) * panel->stride;
    for (u32 first = 0; first < panel->columns; first += LANES) {
      u32 lanes = minimum(LANES, panel->columns - first);
      vec sum = vec_fma(factor, vec_load(from + first), vec_load_count(to + first, lanes));
      vec_store_count(to + first, sum, lanes);
    }
  }
}

static LstmWeightBlock lstm_weight_block(const LstmWeights *weights, Range steps) {
  const lstm_backward_arguments *l = weights->l;
  u32 count = steps.end - steps.start;
  LstmWeightBlock block = {.steps = steps, .packed = (f32 *)weights->space};
  u8 *space = weights->space + WEIGHT_BLOCK * PANEL * 4;
  block.right_space = space;
  space += right_panel_bytes(WEIGHT_BLOCK);
  Left hidden = {weights->left + (size_t)steps.start * weights->left_stride, weights->left_stride, 1};
  Left input = {hidden.data + weights->input_start, weights->left_stride, 1};
  block.hidden = left_factor(&hidden, l->hidden_size, count, space);
  space += left_bytes(l->hidden_size, WEIGHT_BLOCK);
  if (l->input) block.input = left_factor(&input, l->input_size, count, space);
  return block;
}

/* Adds what the steps of a block contribute to some columns of all gradients. */
static void lstm_add_weights(const LstmWeights *weights, const LstmWeightBlock *block, u32 column, const Panel *panel) {
  const lstm_backward_arguments *l = weights->l;
  u32 count = block->steps.end - block->steps.start;
  size_t stride = 4 * (size_t)l->hidden_size;
  lstm_pack_gate_grads(block->packed, weights->gate_grads + (size_t)block->steps.start * weights->gate_stride + column,
                       weights->gate_stride, count, panel, l->bias_grad ? F32(l->bias_grad) + column : NULL);
  RightPanel right = right_panel(panel, count, block->right_space);
  if (l->recurrent_kernel_grad)
    add_panel(&block->hidden, l->hidden_size, count, &right, F32(l->recurrent_kernel_grad) + column, stride);
  if (!l->kernel_grad) return;
  if (l->input) add_panel(&block->input, l->input_size, count, &right, F32(l->kernel_grad) + column, stride);
  else lstm_add_by_id(weights, block->steps, column, panel);
}

/* Zeros some columns of an optional [rows,4H] array. */
static void lstm_zero_columns(u32 offset, u32 rows, size_t stride, Range columns) {
  for (u32 row = 0; offset && row < rows; row++)
    for (u32 column = columns.start; column < columns.end; column++) F32(offset)[row * stride + column] = 0;
}

/* The given columns of all gradients. */
static void lstm_backward_weights(const LstmWeights *weights, Range columns) {
  const lstm_backward_arguments *l = weights->l;
  size_t stride = 4 * (size_t)l->hidden_size;
  lstm_zero_columns(l->kernel_grad, l->input_size, stride, columns);
  lstm_zero_columns(l->recurrent_kernel_grad, l->hidden_size, stride, columns);
  lstm_zero_columns(l->bias_grad, 1, stride, columns);
  u32 width = columns.end - columns.start, all = weights->starts[l->time];
  for (u32 start = 0; start < all; start += WEIGHT_BLOCK) {
    LstmWeightBlock block = lstm_weight_block(weights, (Range){start, minimum(start + WEIGHT_BLOCK, all)});
    for (u32 index = 0; index < panels_of(width); index++) {
      Range vectors = panel_of(width, index);
      u32 column = columns.start + vectors.start * LANES, count = vectors.end - vectors.start;
      Panel panel = {block.packed, count * LANES, count, minimum(count * LANES, columns.end - column)};
      lstm_add_weights(weights, &block, column, &panel);
    }
  }
  if (!l->recurrent_mask || !l->recurrent_kernel_grad) return;
  for (u32 unit = 0; unit < l->hidden_size; unit++) {
    size_t at = unit * stride + columns.start;
    lstm_copy(F32(l->recurrent_kernel_grad) + at, F32(l->recurrent_kernel_grad) + at, F32(l->recurrent_mask) + at, width);
  }
}
