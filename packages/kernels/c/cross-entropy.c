/*
 * Linear + softmax + cross-entropy, with gradients: for each row of hidden [N,H] with a target t,
 *   logits = hidden kernel + bias, nats = log(sum of e^logits) - logits[t],
 *   loss = (1 - smoothing) nats + smoothing * (mean over all v of log(sum of e^logits) - logits[v]).
 * The logits are looked at in blocks of columns; kept for the gradients where they are few, else computed a
 * second time, so that the scratch memory grows with N + V and not with N V.
 */
#include "cross-entropy-layout.h"
#include "cross-entropy-rows.h"
#include "elements.h"

typedef linear_cross_entropy_arguments CrossEntropy;

static void linear_cross_entropy_plan(const CrossEntropy *l, u32 threads, Plan *plan) {
  CrossEntropyLayout layout = cross_entropy_layout(l, threads, 0);
  u32 groups = layout.row_groups * layout.column_groups;
  plan->scratch_bytes = layout.bytes;
  plan->phases = layout.has_gradients && groups > 1 ? 4 : 3;
  plan->parts[0] = groups;
  plan->parts[1] = groups == 1 ? 1 : minimum(threads, divide_up(l->rows, 64));
  plan->parts[2] = layout.has_gradients ? groups : 1;
  plan->parts[3] = threads;
}

/* A rectangle of the logits: some rows of one block of columns, with stride `stride`. */
typedef struct {
  Range rows, columns;
  u32 logits; // offset
  f32 *packed;
} LogitBlock;

INLINE void logit_product(gemm_arguments given, u32 has_room, f32 *packed) {
  gemm_range(&given, 0, (Range){0, given.rows}, (Range){0, given.columns}, has_room, packed);
}

static void compute_logits(const CrossEntropy *l, const CrossEntropyLayout *layout, const LogitBlock *block) {
  u32 h = l->hidden_size, first = block->columns.start;
  logit_product((gemm_arguments){.a = l->hidden + 4 * block->rows.start * h,
                           .a_stride = h,
                           .b = l->kernel + 4 * (l->kernel_transposed ? first * h : first),
                           .b_stride = l->kernel_transposed ? h : l->vocabulary_size,
                           .transpose_b = l->kernel_transposed,
                           .bias = l->bias ? l->bias + 4 * first : 0,
                           .c = block->logits,
                           .c_stride = layout->stride,
                           .rows = block->rows.end - block->rows.start,
                           .columns = block->columns.end - first,
                           .inner = h},
          1, block->packed);
}

/* hidden_grad (+)= gradient kernel^T, for the block's rows; `to` holds the gradients of all rows. */
static void multiply_by_kernel(const CrossEntropy *l, const CrossEntropyLayout *layout, const LogitBlock *block, u32 to,
                               u32 accumulate) {
  u32 h = l->hidden_size, first = block->columns.start;
  logit_product((gemm_arguments){.a = block->logits,
                           .a_stride = layout->stride,
                           .b = l->kernel + 4 * (l->kernel_transposed ? first * h : first),
                           .b_stride = l->kernel_transposed ? h : l->vocabulary_size,
                           .transpose_b = !l->kernel_transposed,
                           .c = to + 4 * block->rows.start * h,
                           .c_stride = h,
                           .rows = block->rows.end - block->rows.start,
                           .columns = h,
                           .inner = block->columns.end - first,
                           .accumulate = accumulate},
          0, block->packed);
}

/* kernel_grad (+)= hidden^T gradient, for the block's columns, or its transpose. */
static void multiply_by_hidden(const CrossEntropy *l, const CrossEntropyLayout *layout, const LogitBlock *block, u32 to,
                               u32 accumulate) {
  u32 h = l->hidden_size, first = block->columns.start, width = block->columns.end - first;
  u32 hidden = l->hidden + 4 * block->rows.start * h, transposed = l->kernel_transposed;
  logit_product((gemm_arguments){.a = transposed ? block->logits : hidden,
                           .a_stride = transposed ? layout->stride : h,
                           .transpose_a = 1,
                           .b = transposed ? hidden : block->logits,
                           .b_stride = transposed ? h : layout->stride,
                           .c = to + 4 * (transposed ? first * h : first),
                           .c_stride = transposed ? h : l->vocabulary_size,
                           .rows = transposed ? width : h,
                           .columns = transposed ? h : width,
                           .inner = block->rows.end - block->rows.start,
                           .accumulate = accumulate},
          0, block->packed);
}

/* What a block adds to the softmax of its rows. Where logits are kept, they become e^(logit - block's maximum). */
static void sum_logits(const CrossEntropy *l, const CrossEntropyLayout *layout, const LogitBlock *block, u32 index) {
  u32 width = block->columns.end - block->columns.start;
  size_t start = (size_t)index * layout->padded_rows;
  for (u32 row = block->rows.start; row < block->rows.end; row++) {
    f32 *logits = F32(block->logits) + (row - block->rows.start) * layout->stride;
    u32 target = (u32)I32(l->targets)[row] - block->columns.start;
    if (target < width) F32(layout->target_logits)[row] = logits[target];
    RowSums sums = sums_of_row(logits, width, layout->totals != 0, layout->keeps_logits ? logits : NULL);
    F32(layout->maxima)[start + row] = sums.maximum;
    F32(layout->sums)[start + row] = sums.sum;
    if (layout->totals) F32(layout->totals)[start + row] = sums.total;
  }
}

/* From what the blocks found: the losses, and what the gradients need. */
static void combine_rows(const CrossEntropy *l, const CrossEntropyLayout *layout, Range rows) {
  f32 smoothing = l->label_smoothing;
  for (u32 first = rows.start; first < rows.end; first += LANES) {
    vec largest = vec_splat(-LARGEST), sum = {}, total = {};
    for (u32 block = 0; block < layout->blocks; block++)
      largest = vec_larger(vec_load(F32(layout->maxima) + (size_t)block * layout->padded_rows + first), largest);
    for (u32 block = 0; block < layout->blocks; block++) {
      size_t at = (size_t)block * layout->padded_rows + first;
      sum = vec_fma(vec_load(F32(layout->sums) + at), vec_exp(vec_load(F32(layout->maxima) + at) - largest), sum);
      if (layout->totals) total += vec_load(F32(layout->totals) + at);
    }
    vec normaliser = largest + vec_log(sum);
    for (u32 lane = 0; lane < minimum(LANES, rows.end - first); lane++) {
      u32 row = first + lane;
      i32 target = I32(l->targets)[row];
      f32 loss = normaliser[lane] - (1 - smoothing) * F32(layout->target_logits)[row];
      if (layout->totals) loss -= smoothing / (f32)l->vocabulary_size * total[lane];
      // A target outside the vocabulary would be a mistake that nobody sees: everything becomes NaN.
      f32 scale = (u32)target < l->vocabulary_size ? l->scale : __builtin_nanf("");
      F32(l->losses)[row] = target == l->ignore_id ? 0 : (u32)target < l->vocabulary_size ? loss : scale;
      F32(layout->row_maxima)[row] = largest[lane];
      F32(layout->factors)[row] = scale / sum[lane];
    }
  }
}

static void sum_losses(const CrossEntropy *l) {
  f64 sum = 0;
  for (u32 row = 0; row < l->rows; row++) sum += (f64)F32(l->losses)[row];
  F32(l->loss)[0] = (f32)(sum * (f64)l->scale);
}

/*
 * Turns a block's logits, or what was kept of them, into their gradients, and adds up those of the bias. Kept
 * powers are relative to the block's maximum, which may be far below the row's.
 */
static void differentiate_block(const CrossEntropy *l, const CrossEntropyLayout *layout, const LogitBlock *block,
                                u32 index, f32 *bias_grad) {
  const f32 *maxima = F32(layout->maxima) + (size_t)index * layout->padded_rows;
  u32 width = block->columns.end - block->columns.start;
  f32 floor = l->scale * l->label_smoothing / (f32)l->vocabulary_size;
  f32 at_target = l->scale * (1 - l->label_smoothing);
  f32 sums[BLOCK_COLUMNS + LANES] = {0};
  for (u32 row = block->rows.start; row < block->rows.end; row++) {
    f32 *logits = F32(block->logits) + (row - block->rows.start) * layout->stride;
    i32 id = I32(l->targets)[row];
    if (id == l->ignore_id) {
      clear_row(logits, width);
      continue;
    }
    f32 maximum = F32(layout->row_maxima)[row], factor = F32(layout->factors)[row];
    if (layout->keeps_logits) factor *= vec_exp(vec_splat(maxima[row] - maximum))[0];
    else powers_of_row(logits, width, maximum);
    gradient_of_row(logits, width, factor, floor, bias_grad ? sums : NULL);
    u32 target = (u32)id - block->columns.start;
    if (target >= width) continue;
    logits[target] -= at_target;
    sums[target] -= at_target;
  }
  for (u32 i = 0; bias_grad && i < width; i++) bias_grad[i] += sums[i];
}

/* to = the sum of `groups` blocks of `count` numbers, in order; this part's share of it. */
static void add_groups(u32 to, u32 sums, u32 groups, u32 count, const Share *share) {
  if (to == 0 || groups == 1) return;
  Range range = range_of(count, ELEMENT_UNIT, share->part, share->parts);
  for (u32 i = range.start; i < range.end; i += LANES) {
    u32 width = minimum(LANES, range.end - i);
    vec sum = vec_load_partial(F32(sums) + i, width);
    for (u32 group = 1; group < groups; group++) sum += vec_load_partial(F32(sums) + (size_t)group * count + i, width);
    vec_store_partial(F32(to) + i, sum, width);
  }
}

INLINE LogitBlock logit_block(const CrossEntropy *l, const CrossEntropyLayout *layout, Range group, u32 row, u32 index,
                      const Share *share) {
  LogitBlock block = {.rows = {row, minimum(row + BLOCK_ROWS, group.end)},
                 .columns = range_of(l->vocabulary_size, 16, index, layout->blocks)};
  u32 space = layout->thread_space + share->thread * layout->thread_bytes;
  block.packed = F32(space);
  block.logits = layout->keeps_logits ? layout->kept + 4 * (index * layout->rows + row) * layout->stride
                                      : space + PACKED_BYTES;
  return block;
}

static void cross_entropy_part(const CrossEntropy *l, const Share *share) {
  CrossEntropyLayout layout = cross_entropy_layout(l, share->threads, OFFSET(share->scratch));
  u32 row_group = share->part % layout.row_groups, column_group = share->part / layout.row_groups;
  Range rows = range_of(l->rows, 16, row_group, layout.row_groups);
  Range blocks = range_of(layout.blocks, 1, column_group, layout.column_groups);
  u32 h = l->hidden_size, v = l->vocabulary_size;
  if (share->phase == 0) {
    for (u32 index = blocks.start; index < blocks.end; index++) {
      for (u32 row = rows.start; row == rows.start || row < rows.end; row += BLOCK_ROWS) {
        LogitBlock block = logit_block(l, &layout, rows, row, index, share);
        compute_logits(l, &layout, &block);
        sum_logits(l, &layout, &block, index);
      }
    }
  } else if (share->phase == 1) {
    combine_rows(l, &layout, range_of(l->rows, 64, share->part, share->parts));
  } else if (share->phase == 2) {
    if (share->part == 0) sum_losses(l);
    if (!layout.has_gradients) return;
    u32 hidden_sums = layout.hidden_sums + 4 * column_group * l->rows * h;
    u32 kernel_sums = layout.kernel_sums + 4 * row_group * h * v;
    for (u32 index = blocks.start; index < blocks.end; index++) {
      for (u32 row = rows.start; row == rows.start || row < rows.end; row += BLOCK_ROWS) {
        LogitBlock block = logit_block(l, &layout, rows, row, index, share);
        f32 *bias_sums = layout.bias_sums ? F32(layout.bias_sums) + row_group * v + block.columns.start : NULL;
        if (!layout.keeps_logits) compute_logits(l, &layout, &block);
        if (bias_sums && row == rows.start)
          for (u32 i = 0; i < block.columns.end - block.columns.start; i++) bias_sums[i] = 0;
        differentiate_block(l, &layout, &block, index, bias_sums);
        if (l->hidden_grad) multiply_by_kernel(l, &layout, &block, hidden_sums, index > blocks.start);
        if (l->kernel_grad) multiply_by_hidden(l, &layout, &block, kernel_sums, row > rows.start);
      }
    }
  } else {
    add_groups(l->hidden_grad, layout.hidden_sums, layout.column_groups, l->rows * h, share);
    add_groups(l->kernel_grad, layout.kernel_sums, layout.row_groups, h * v, share);
    add_groups(l->bias_grad, layout.bias_sums, layout.row_groups, v, share);
  }
}

static void linear_cross_entropy_work(const CrossEntropy *l, const Share *share) {
  engine_begin();
  cross_entropy_part(l, share);
  engine_end();
}
