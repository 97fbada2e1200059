// Backpropagation through time of lstmForward:
//   dC += dh o (1 - tanh(C')^2)
//   dz = [dC g i(1 - i), dC C f(1 - f), dC i (1 - g^2), dh tanh(C') o(1 - o)]
//   dh <- dz R^T    dC <- dC f
// First by rows of the batch through all steps, then the weights' gradients over all rows and steps at once,
// by columns.
#include "lstm-rows.h"
#include "math.h"

// So many steps of rows make one term of the weights' gradients.
#define WEIGHT_BLOCK 256

typedef struct {
  u32 kernel, recurrent;            // transposed and packed: [panels][4H][width]
  u32 counts, dealt, positions;
  u32 gate_grads, gate_stride;      // [T][B][stride]: of a step, the rows as they are dealt
  u32 row_bytes;                    // of each part of the second phase:
  u32 hidden, cell;                 //   [rows][stride]
  u32 weight_bytes;                 // of each part of the third phase:
  u32 left, left_stride, right;     //   [WEIGHT_BLOCK][stride], [WEIGHT_BLOCK][columns]
  u32 rows, bytes;
} LstmBackwardLayout;

static u32 lstm_backward_parts(const lstm_backward_arguments *l, u32 threads) {
  return lstm_parts(l->batch, l->time, l->input ? l->input_size : 0, l->hidden_size, threads);
}

static u32 lstm_weight_parts(const lstm_backward_arguments *l, u32 parts) {
  return parts > 1 ? minimum(parts, divide_up(4 * l->hidden_size, LANES)) : 1;
}

static LstmBackwardLayout lstm_backward_layout(const lstm_backward_arguments *l, u32 parts) {
  LstmBackwardLayout at = {0};
  u32 gates = 4 * l->hidden_size;
  at.recurrent = lstm_take(&at.bytes, (u64)round_up(l->hidden_size, LANES) * gates * 4);
  at.kernel = lstm_take(&at.bytes, l->input_grad ? (u64)round_up(l->input_size, LANES) * gates * 4 : 0);
  at.counts = lstm_take(&at.bytes, ((u64)l->time + 1) * 4);
  at.dealt = lstm_take(&at.bytes, (u64)l->batch * 4);
  at.positions = lstm_take(&at.bytes, (u64)l->batch * 4);
  at.gate_stride = lstm_stride(gates);
  at.gate_grads = lstm_take(&at.bytes, (u64)l->time * l->batch * at.gate_stride * 4);
  at.rows = divide_up(l->batch, parts);
  u64 state = (u64)at.rows * lstm_stride(l->hidden_size) * 4;
  at.hidden = lstm_take(&at.row_bytes, state);
  at.cell = lstm_take(&at.row_bytes, state);
  at.left_stride = lstm_stride(l->input_size) + lstm_stride(l->hidden_size);
  at.left = lstm_take(&at.weight_bytes, (u64)WEIGHT_BLOCK * at.left_stride * 4);
  u32 columns = divide_up(divide_up(gates, LANES), lstm_weight_parts(l, parts)) * LANES;
  at.right = lstm_take(&at.weight_bytes, (u64)WEIGHT_BLOCK * columns * 4);
  return at;
}

static void lstm_backward_plan(const lstm_backward_arguments *l, u32 threads, Plan *plan) {
  u32 parts = lstm_backward_parts(l, threads);
  LstmBackwardLayout at = lstm_backward_layout(l, parts);
  u32 own = maximum(parts * at.row_bytes, lstm_weight_parts(l, parts) * at.weight_bytes);
  plan->phases = 3;
  plan->parts[0] = parts;
  plan->parts[1] = parts;
  plan->parts[2] = lstm_weight_parts(l, parts);
  plan->scratch_bytes = at.bytes + own;
}

static void lstm_backward_pack(const lstm_backward_arguments *l, const Share *share, const LstmBackwardLayout *at) {
  u32 gates = 4 * l->hidden_size;
  for (u32 which = 0; which < 2; which++) {
    u32 columns = which ? l->hidden_size : l->input_grad ? l->input_size : 0;
    f32 *packed = (f32 *)(share->scratch + (which ? at->recurrent : at->kernel));
    Right right = {F32(which ? l->recurrent_kernel : l->kernel),
                   which && l->recurrent_mask ? F32(l->recurrent_mask) : NULL, gates, 1};
    pack_panels(packed, &right, gates, columns, range_of(panels_of(columns), 1, share->part, share->parts));
  }
  if (share->part > 0) return;
  u8 *scratch = share->scratch;
  lstm_deal(l->lengths, l->batch, l->time, share->parts, (u32 *)(scratch + at->counts), (u32 *)(scratch + at->dealt),
            (u32 *)(scratch + at->positions));
}

/* One thread's rows. */
typedef struct {
  const lstm_backward_arguments *l;
  const u32 *dealt; // the rows, longest first
  u32 stride;       // of hidden and cell
  f32 *hidden, *cell;
} LstmBackwardRows;

/* Copies a row of H numbers, or zeros. */
INLINE void lstm_copy_row(f32 *to, const f32 *from, u32 size) {
  for (u32 unit = 0; unit < size; unit++) to[unit] = from ? from[unit] : 0;
}

/* dz of one row at its `order`-th step; dh and dC become what dC of the step before starts from. */
static void lstm_backward_gates(const LstmBackwardRows *rows, u32 index, u32 order, f32 *to) {
  const lstm_backward_arguments *l = rows->l;
  u32 hidden = l->hidden_size, row = rows->dealt[index];
  u32 length = lstm_length(l->lengths, l->time, row);
  size_t at = (size_t)row * l->time + lstm_step(order, length, l->reverse);
  size_t before = l->reverse ? at + 1 : at - 1;
  const f32 *gates = F32(l->gates) + at * 4 * hidden;
  const f32 *cells = F32(l->cells) + at * hidden;
  const f32 *previous = order ? F32(l->cells) + before * hidden : lstm_row(l->initial_cell, row, hidden);
  const f32 *output_grad = l->output_grad ? F32(l->output_grad) + at * hidden : NULL;
  f32 *hidden_grad = rows->hidden + index * rows->stride;
  f32 *cell_grad = rows->cell + index * rows->stride;
  for (u32 unit = 0; unit < hidden; unit += LANES) {
    u32 lanes = minimum(LANES, hidden - unit);
    vec i = vec_load_count(gates + unit, lanes);
    vec f = vec_load_count(gates + hidden + unit, lanes);
    vec g = vec_load_count(gates + 2 * hidden + unit, lanes);
    vec o = vec_load_count(gates + 3 * hidden + unit, lanes);
    vec c = previous ? vec_load_count(previous + unit, lanes) : vec_splat(0);
    vec squashed = vec_tanh(vec_load_count(cells + unit, lanes));
    vec dh = vec_load(hidden_grad + unit);
    if (output_grad) dh += vec_load_count(output_grad + unit, lanes);
    vec dc = vec_load(cell_grad + unit) + dh * o * (1 - squashed * squashed);
    vec_store_count(to + unit, dc * g * i * (1 - i), lanes);
    vec_store_count(to + hidden + unit, dc * c * f * (1 - f), lanes);
    vec_store_count(to + 2 * hidden + unit, dc * i * (1 - g * g), lanes);
    vec_store_count(to + 3 * hidden + unit, dh * squashed * o * (1 - o), lanes);
    vec_store(cell_grad + unit, dc * f);
  }
}

/* dx of one step: dz K^T. */
static void lstm_backward_input(const LstmBackwardRows *rows, u32 order, u32 count, const Left *gate_grads,
                                const f32 *kernel) {
  const lstm_backward_arguments *l = rows->l;
  for (u32 index = 0; index < count; index++) {
    u32 row = rows->dealt[index];
    u32 step = lstm_step(order, lstm_length(l->lengths, l->time, row), l->reverse);
    f32 *to = F32(l->input_grad) + ((size_t)row * l->time + step) * l->input_size;
    Left one = {left_at(gate_grads, index, 0), gate_grads->stride, 0};
    multiply_packed(&one, 1, 4 * l->hidden_size, kernel, l->input_size, zeros, 0, to, l->input_size);
    const f32 *mask = lstm_row(l->input_mask, row, l->input_size);
    for (u32 k = 0; mask && k < l->input_size; k++) to[k] *= mask[k];
  }
}

static void lstm_backward_rows(const lstm_backward_arguments *l, const Share *share, const LstmBackwardLayout *at) {
  Range range = lstm_share(l->batch, share->part, share->parts);
  u8 *own = share->scratch + at->bytes + (size_t)share->part * at->row_bytes;
  u32 hidden = l->hidden_size, all = range.end - range.start;
  LstmBackwardRows rows = {
      .l = l,
      .dealt = (const u32 *)(share->scratch + at->dealt) + range.start,
      .stride = lstm_stride(hidden),
      .hidden = (f32 *)(own + at->hidden),
      .cell = (f32 *)(own + at->cell),
  };
  for (u32 index = 0; index < all; index++) {
    u32 row = rows.dealt[index], length = lstm_length(l->lengths, l->time, row);
    lstm_copy_row(rows.hidden + index * rows.stride, lstm_row(l->final_hidden_grad, row, hidden), hidden);
    lstm_copy_row(rows.cell + index * rows.stride, lstm_row(l->final_cell_grad, row, hidden), hidden);
    if (!l->input_grad) continue;
    f32 *padding = F32(l->input_grad) + ((size_t)row * l->time + length) * l->input_size;
    for (size_t k = 0; k < (size_t)(l->time - length) * l->input_size; k++) padding[k] = 0;
  }
  u32 count = 0;
  for (u32 order = l->time; order-- > 0;) {
    while (count < all && lstm_length(l->lengths, l->time, rows.dealt[count]) > order) count++;
    if (count == 0) continue;
    f32 *gate_grads = (f32 *)(share->scratch + at->gate_grads) +
                      ((size_t)order * l->batch + range.start) * at->gate_stride;
    for (u32 index = 0; index < count; index++)
      lstm_backward_gates(&rows, index, order, gate_grads + (size_t)index * at->gate_stride);
    Left left = {gate_grads, at->gate_stride, 0};
    multiply_packed(&left, count, 4 * hidden, (const f32 *)(share->scratch + at->recurrent), hidden, zeros, 0,
                    rows.hidden, rows.stride);
    for (u32 index = 0; l->hidden_mask && index < count; index++) {
      const f32 *mask = lstm_row(l->hidden_mask, rows.dealt[index], hidden);
      for (u32 unit = 0; unit < hidden; unit++) rows.hidden[index * rows.stride + unit] *= mask[unit];
    }
    if (l->input_grad)
      lstm_backward_input(&rows, order, count, &left, (const f32 *)(share->scratch + at->kernel));
  }
  for (u32 index = 0; index < all; index++) {
    size_t to = (size_t)rows.dealt[index] * hidden;
    if (l->initial_hidden_grad)
      lstm_copy_row(F32(l->initial_hidden_grad) + to, rows.hidden + index * rows.stride, hidden);
    if (l->initial_cell_grad) lstm_copy_row(F32(l->initial_cell_grad) + to, rows.cell + index * rows.stride, hidden);
  }
}

/* A block of steps of rows, in an order that does not depend on the threads: what enters, and dz. */
typedef struct {
  const lstm_backward_arguments *l;
  Range columns; // of 4H
  f32 *left, *right;
  u32 left_stride, hidden_start, count;
} LstmWeightBlock;

/* Adds one step of a row to the block. */
static void lstm_weight_row(LstmWeightBlock *block, u32 row, u32 order, u32 length, const f32 *gate_grads) {
  const lstm_backward_arguments *l = block->l;
  size_t at = (size_t)row * l->time + lstm_step(order, length, l->reverse);
  size_t before = l->reverse ? at + 1 : at - 1;
  f32 *left = block->left + (size_t)block->count * block->left_stride;
  const f32 *input_mask = lstm_row(l->input_mask, row, l->input_size);
  const f32 *hidden_mask = lstm_row(l->hidden_mask, row, l->hidden_size);
  u32 width = block->columns.end - block->columns.start;
  gate_grads += block->columns.start;
  if (l->input) {
    const f32 *input = F32(l->input) + at * l->input_size;
    for (u32 k = 0; k < l->input_size; k++) left[k] = input_mask ? input[k] * input_mask[k] : input[k];
  } else if (l->kernel_grad) {
    u32 id = (u32)I32(l->token_ids)[at];
    f32 factor = input_mask ? input_mask[id] : 1;
    f32 *to = F32(l->kernel_grad) + (size_t)id * 4 * l->hidden_size + block->columns.start;
    for (u32 column = 0; column < width; column++) to[column] += factor * gate_grads[column];
  }
  const f32 *hidden = order ? F32(l->output) + before * l->hidden_size : lstm_row(l->initial_hidden, row, l->hidden_size);
  f32 *to = left + block->hidden_start;
  for (u32 unit = 0; unit < l->hidden_size; unit++)
    to[unit] = !hidden ? 0 : hidden_mask ? hidden[unit] * hidden_mask[unit] : hidden[unit];
  if (l->bias_grad) {
    f32 *bias = F32(l->bias_grad) + block->columns.start;
    for (u32 column = 0; column < width; column++) bias[column] += gate_grads[column];
  }
  for (u32 index = 0; index < panels_of(width); index++) {
    Range vectors = panel_of(width, index);
    u32 first = vectors.start * LANES, wide = (vectors.end - vectors.start) * LANES;
    f32 *panel = block->right + (size_t)first * WEIGHT_BLOCK + (size_t)block->count * wide;
    for (u32 column = 0; column < wide; column += LANES)
      vec_store(panel + column, vec_load_count(gate_grads + first + column, minimum(LANES, width - first - column)));
  }
  block->count++;
}

/* Adds the block's product to the gradients. */
static void lstm_weight_products(LstmWeightBlock *block) {
  const lstm_backward_arguments *l = block->l;
  u32 width = block->columns.end - block->columns.start, stride = 4 * l->hidden_size;
  for (u32 k = 0; k < block->count; k += INNER_BLOCK) {
    u32 depth = minimum(INNER_BLOCK, block->count - k);
    for (u32 index = 0; index < panels_of(width); index++) {
      Range vectors = panel_of(width, index);
      u32 first = vectors.start * LANES, count = vectors.end - vectors.start;
      u32 columns = minimum(count * LANES, width - first);
      const f32 *panel = block->right + (size_t)first * WEIGHT_BLOCK + (size_t)k * count * LANES;
      Left input = {block->left + (size_t)k * block->left_stride, block->left_stride, 1};
      Left hidden = {input.data + block->hidden_start, block->left_stride, 1};
      if (l->input && l->kernel_grad) {
        f32 *to = F32(l->kernel_grad) + block->columns.start + first;
        multiply_panel(&input, l->input_size, depth, panel, count, columns, to, stride, to, stride);
      }
      if (l->recurrent_kernel_grad) {
        f32 *to = F32(l->recurrent_kernel_grad) + block->columns.start + first;
        multiply_panel(&hidden, l->hidden_size, depth, panel, count, columns, to, stride, to, stride);
      }
    }
  }
  block->count = 0;
}

/* Zeros some columns of an optional [rows,4H] array. */
static void lstm_zero_columns(u32 offset, u32 rows, u32 stride, Range columns) {
  for (u32 row = 0; offset && row < rows; row++)
    for (u32 column = columns.start; column < columns.end; column++) F32(offset)[(size_t)row * stride + column] = 0;
}

static void lstm_backward_weights(const lstm_backward_arguments *l, const Share *share, const LstmBackwardLayout *at) {
  u32 stride = 4 * l->hidden_size;
  u8 *own = share->scratch + at->bytes + (size_t)share->part * at->weight_bytes;
  LstmWeightBlock block = {
      .l = l,
      .columns = range_of(stride, LANES, share->part, share->parts),
      .left = (f32 *)(own + at->left),
      .right = (f32 *)(own + at->right),
      .left_stride = at->left_stride,
      .hidden_start = lstm_stride(l->input_size),
  };
  lstm_zero_columns(l->kernel_grad, l->input_size, stride, block.columns);
  lstm_zero_columns(l->recurrent_kernel_grad, l->hidden_size, stride, block.columns);
  lstm_zero_columns(l->bias_grad, 1, stride, block.columns);
  const u32 *positions = (const u32 *)(share->scratch + at->positions);
  const f32 *gate_grads = (const f32 *)(share->scratch + at->gate_grads);
  for (u32 row = 0; row < l->batch; row++) {
    u32 length = lstm_length(l->lengths, l->time, row);
    for (u32 order = 0; order < length; order++) {
      lstm_weight_row(&block, row, order, length,
                      gate_grads + ((size_t)order * l->batch + positions[row]) * at->gate_stride);
      if (block.count == WEIGHT_BLOCK) lstm_weight_products(&block);
    }
  }
  lstm_weight_products(&block);
  if (!l->recurrent_mask || !l->recurrent_kernel_grad) return;
  for (u32 unit = 0; unit < l->hidden_size; unit++)
    for (u32 column = block.columns.start; column < block.columns.end; column++)
      F32(l->recurrent_kernel_grad)[(size_t)unit * stride + column] *= F32(l->recurrent_mask)[(size_t)unit * stride + column];
}

static void lstm_backward_work(const lstm_backward_arguments *l, const Share *share) {
  LstmBackwardLayout at = lstm_backward_layout(l, lstm_backward_parts(l, share->threads));
  if (share->phase == 0) lstm_backward_pack(l, share, &at);
  else if (share->phase == 1) lstm_backward_rows(l, share, &at);
  else lstm_backward_weights(l, share, &at);
}
