// The gradients of layer normalisation.
#include "elements.h"

/* The input's in parts by rows, then those of gain and bias in parts by columns: one order for each sum. */
static void layer_norm_backward_plan(const layer_norm_backward_arguments *l, u32 threads, Plan *plan) {
  u32 parts = element_parts(l->rows * l->width, threads);
  plan->phases = 2;
  plan->parts[0] = minimum(parts, l->rows);
  plan->parts[1] = minimum(parts, divide_up(l->width, 16));
}

typedef struct {
  const f32 *input, *gain, *output_grad;
  f32 *input_grad;
  f32 mean, inverse;
  vec change_sum, product_sum;
  f32 change_mean, product_mean;
} GradientRow;

/* With n the normalised row and g = gain * outputGrad, the sums of g and of g * n. Behind a row's end g is 0. */
INLINE void add_to_sums(GradientRow *row, u32 at, u32 count) {
  vec change = vec_load_partial(row->gain + at, count) * vec_load_partial(row->output_grad + at, count);
  vec normal = (vec_load_partial(row->input + at, count) - row->mean) * row->inverse;
  row->change_sum += change;
  row->product_sum = vec_fma(change, normal, row->product_sum);
}

/* (g - mean(g) - n * mean(g * n)) / deviation. */
INLINE void input_gradient(const GradientRow *row, u32 at, u32 count) {
  vec change = vec_load_partial(row->gain + at, count) * vec_load_partial(row->output_grad + at, count);
  vec normal = (vec_load_partial(row->input + at, count) - row->mean) * row->inverse;
  vec gradient = (change - row->change_mean - normal * row->product_mean) * row->inverse;
  vec_store_partial(row->input_grad + at, gradient, count);
}

static void row_gradient(GradientRow row, u32 width) {
  u32 at = 0;
  for (; at + LANES <= width; at += LANES) add_to_sums(&row, at, LANES);
  if (at < width) add_to_sums(&row, at, width - at);
  row.change_mean = vec_sum(row.change_sum) / (f32)width;
  row.product_mean = vec_sum(row.product_sum) / (f32)width;
  for (at = 0; at + LANES <= width; at += LANES) input_gradient(&row, at, LANES);
  if (at < width) input_gradient(&row, at, width - at);
}

typedef struct {
  const f32 *input, *output_grad, *mean, *inverse;
  f32 *gain_grad, *bias_grad;
  u32 rows, width;
} Columns;

// Sums over so many rows are added to the total at once: so they keep their digits over thousands of rows.
#define ROWS_AT_ONCE 64

INLINE void column_gradient(const Columns *c, u32 column, u32 count) {
  vec gain_total = {}, bias_total = {};
  for (u32 start = 0; start < c->rows; start += ROWS_AT_ONCE) {
    vec gain_sum = {}, bias_sum = {};
    u32 end = minimum(c->rows, start + ROWS_AT_ONCE);
    for (u32 row = start; row < end; row++) {
      size_t at = (size_t)row * c->width + column;
      vec change = vec_load_partial(c->output_grad + at, count);
      vec normal = (vec_load_partial(c->input + at, count) - c->mean[row]) * c->inverse[row];
      gain_sum = vec_fma(change, normal, gain_sum);
      bias_sum += change;
    }
    gain_total += gain_sum;
    bias_total += bias_sum;
  }
  vec_store_partial(c->gain_grad + column, gain_total, count);
  vec_store_partial(c->bias_grad + column, bias_total, count);
}

static void layer_norm_backward_work(const layer_norm_backward_arguments *l, const Share *share) {
  if (share->phase == 0) {
    Range range = range_of(l->rows, 1, share->part, share->parts);
    for (u32 row = range.start; row < range.end; row++) {
      size_t at = (size_t)row * l->width;
      GradientRow each = {
          .input = F32(l->input) + at, .gain = F32(l->gain), .output_grad = F32(l->output_grad) + at,
          .input_grad = F32(l->input_grad) + at,
          .mean = F32(l->mean)[row], .inverse = F32(l->inverse_deviation)[row],
      };
      row_gradient(each, l->width);
    }
    return;
  }
  const Columns columns = {
      .input = F32(l->input), .output_grad = F32(l->output_grad),
      .mean = F32(l->mean), .inverse = F32(l->inverse_deviation),
      .gain_grad = F32(l->gain_grad), .bias_grad = F32(l->bias_grad), .rows = l->rows, .width = l->width,
  };
  Range range = range_of(l->width, 16, share->part, share->parts);
  u32 column = range.start;
  for (; column + LANES <= range.end; column += LANES) column_gradient(&columns, column, LANES);
  if (column < range.end) column_gradient(&columns, column, range.end - column);
}
