/*
 * How linear + softmax + cross-entropy is divided. The logits [N,V] are looked at in blocks of columns, and a
 * part of the work is a group of rows by a group of such blocks; groups depend on the shape alone. Of what
 * several groups contribute to, each has a sum of its own, and the sums are added in order.
 */
#pragma once
#include "product.h"

#define BLOCK_COLUMNS 256
#define BLOCK_ROWS 512
#define MOST_GROUPS 16
#define KEPT_BYTES (1u << 24)     // logits are kept for the gradients up to so much, else computed again
#define PARTIAL_FLOATS (1u << 23) // for sums of groups; two groups there are in any case
#define SMALL_PRODUCTS (1u << 21) // so few of them, and one thread does it all

typedef struct {
  u32 rows, blocks, row_groups, column_groups;
  u32 stride;      // of a tile's rows
  u32 has_gradients, keeps_logits;
  u32 padded_rows; // of the arrays below, all by row
  // Offsets into the heap. By block of columns: maximum, sum of e^(logit - maximum), sum of logits.
  u32 maxima, sums, totals;
  u32 target_logits, row_maxima, factors;
  u32 hidden_sums, kernel_sums, bias_sums; // by group; the results themselves where there is one group
  u32 kept, thread_space, thread_bytes, bytes;
} CrossEntropyLayout;

INLINE u32 reserve(u64 *end, u64 floats) {
  u64 start = *end;
  *end = (start + floats * 4 + 63) / 64 * 64;
  return (u32)start;
}

static CrossEntropyLayout cross_entropy_layout(const linear_cross_entropy_arguments *l, u32 threads, u32 scratch) {
  u64 rows = l->rows, hidden = l->hidden_size, vocabulary = l->vocabulary_size;
  CrossEntropyLayout layout = {.rows = l->rows, .blocks = divide_up(l->vocabulary_size, BLOCK_COLUMNS)};
  layout.has_gradients = l->hidden_grad || l->kernel_grad || l->bias_grad;
  layout.stride = round_up(minimum(l->vocabulary_size, BLOCK_COLUMNS), 16);
  layout.padded_rows = round_up(l->rows, 16);
  layout.row_groups = layout.column_groups = 1;
  if (rows * hidden * vocabulary >= SMALL_PRODUCTS) {
    u64 most = maximum(2, (u32)(PARTIAL_FLOATS / (rows * hidden)));
    layout.column_groups = minimum(minimum(layout.blocks, MOST_GROUPS), (u32)most);
    most = minimum((u32)(PARTIAL_FLOATS / (hidden * vocabulary)), l->rows / 64);
    layout.row_groups = maximum(1, minimum(MOST_GROUPS / layout.column_groups, (u32)most));
  }
  u64 by_block = (u64)layout.blocks * layout.padded_rows, end = scratch;
  layout.maxima = reserve(&end, by_block);
  layout.sums = reserve(&end, by_block);
  layout.totals = l->label_smoothing > 0 ? reserve(&end, by_block) : 0;
  layout.target_logits = reserve(&end, layout.padded_rows);
  layout.row_maxima = reserve(&end, layout.padded_rows);
  layout.factors = reserve(&end, layout.padded_rows);
  layout.hidden_sums = l->hidden_grad;
  layout.kernel_sums = l->kernel_grad;
  layout.bias_sums = l->bias_grad;
  if (l->hidden_grad && layout.column_groups > 1)
    layout.hidden_sums = reserve(&end, layout.column_groups * rows * hidden);
  if (l->kernel_grad && layout.row_groups > 1)
    layout.kernel_sums = reserve(&end, layout.row_groups * hidden * vocabulary);
  if (l->bias_grad && layout.row_groups > 1) layout.bias_sums = reserve(&end, layout.row_groups * vocabulary);
  u64 logits = (u64)layout.blocks * rows * layout.stride;
  layout.keeps_logits = layout.has_gradients && logits * 4 <= KEPT_BYTES;
  if (layout.keeps_logits) layout.kept = reserve(&end, logits);
  layout.thread_bytes = PACKED_BYTES + (layout.keeps_logits ? 0 : BLOCK_ROWS * layout.stride * 4);
  layout.thread_space = reserve(&end, (u64)threads * layout.thread_bytes / 4);
  layout.bytes = (u32)(end - scratch);
  return layout;
}
