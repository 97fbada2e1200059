// Layer normalisation of rows (Ba, Kiros and Hinton 2016), forwards and backwards.
#include "elements.h"

static void layer_norm_forward_plan(const layer_norm_forward_arguments *l, u32 threads, Plan *plan) {
  plan->phases = 1;
  plan->parts[0] = minimum(element_parts(l->rows * l->width, threads), l->rows);
}

INLINE f32 mean_of(const f32 *row, u32 width) {
  vec sum = {};
  for (u32 column = 0; column < width; column += LANES)
    sum += vec_load_partial(row + column, minimum(LANES, width - column));
  return vec_sum(sum) / (f32)width;
}

/* Of the differences from the mean, not E[x²] - E[x]²: that loses all digits where the mean is large. */
INLINE f32 variance_of(const f32 *row, f32 mean, u32 width) {
  vec sum = {};
  u32 column = 0;
  for (; column + LANES <= width; column += LANES) {
    vec difference = vec_load(row + column) - vec_splat(mean);
    sum = vec_fma(difference, difference, sum);
  }
  f32 rest = 0;
  for (; column < width; column++) rest += (row[column] - mean) * (row[column] - mean);
  return (vec_sum(sum) + rest) / (f32)width;
}

static void layer_norm_forward_work(const layer_norm_forward_arguments *l, const Share *share) {
  u32 width = l->width;
  const f32 *gain = F32(l->gain), *bias = F32(l->bias);
  Range range = range_of(l->rows, 1, share->part, share->parts);
  for (u32 row = range.start; row < range.end; row++) {
    const f32 *input = F32(l->input) + (size_t)row * width;
    f32 *output = F32(l->output) + (size_t)row * width;
    f32 mean = mean_of(input, width);
    f32 inverse = 1 / vec_sqrt(vec_splat(variance_of(input, mean, width) + l->epsilon))[0];
    F32(l->mean)[row] = mean;
    F32(l->inverse_deviation)[row] = inverse;
    for (u32 column = 0; column < width; column += LANES) {
      u32 count = minimum(LANES, width - column);
      vec normal = (vec_load_partial(input + column, count) - vec_splat(mean)) * vec_splat(inverse);
      vec value = vec_fma(normal, vec_load_partial(gain + column, count), vec_load_partial(bias + column, count));
      vec_store_partial(output + column, value, count);
    }
  }
}

/* The input's gradient in parts by rows, then those of gain and bias in parts by columns: one order for each sum. */
static void layer_norm_backward_plan(const layer_norm_backward_arguments *l, u32 threads, Plan *plan) {
  u32 parts = element_parts(l->rows * l->width, threads);
  plan->phases = 2;
  plan->parts[0] = minimum(parts, l->rows);
  plan->parts[1] = minimum(parts, divide_up(l->width, 16));
}

/* With n the normalised row and g = gain * outputGrad: (g - mean(g) - n * mean(g * n)) / deviation. */
INLINE void input_gradient(const layer_norm_backward_arguments *l, u32 row) {
  u32 width = l->width;
  const f32 *input = F32(l->input) + (size_t)row * width, *gain = F32(l->gain);
  const f32 *output_grad = F32(l->output_grad) + (size_t)row * width;
  f32 *input_grad = F32(l->input_grad) + (size_t)row * width;
  vec mean = vec_splat(F32(l->mean)[row]), inverse = vec_splat(F32(l->inverse_deviation)[row]);
  vec sum = {}, product = {};
  for (u32 column = 0; column < width; column += LANES) {
    u32 count = minimum(LANES, width - column);
    // Behind the row's end the gain is 0.
    vec change = vec_load_partial(gain + column, count) * vec_load_partial(output_grad + column, count);
    sum += change;
    product = vec_fma(change, (vec_load_partial(input + column, count) - mean) * inverse, product);
  }
  vec mean_sum = vec_splat(vec_sum(sum) / (f32)width), mean_product = vec_splat(vec_sum(product) / (f32)width);
  for (u32 column = 0; column < width; column += LANES) {
    u32 count = minimum(LANES, width - column);
    vec change = vec_load_partial(gain + column, count) * vec_load_partial(output_grad + column, count);
    vec normal = (vec_load_partial(input + column, count) - mean) * inverse;
    vec_store_partial(input_grad + column, (change - mean_sum - normal * mean_product) * inverse, count);
  }
}

// Sums over so many rows are added to the total at once: so they keep their digits over thousands of rows.
#define ROWS_AT_ONCE 64

INLINE void gain_and_bias_gradient(const layer_norm_backward_arguments *l, u32 column, u32 count) {
  vec gain_total = {}, bias_total = {};
  for (u32 start = 0; start < l->rows; start += ROWS_AT_ONCE) {
    vec gain_sum = {}, bias_sum = {};
    for (u32 row = start; row < minimum(l->rows, start + ROWS_AT_ONCE); row++) {
      size_t at = (size_t)row * l->width + column;
      vec change = vec_load_partial(F32(l->output_grad) + at, count);
      vec difference = vec_load_partial(F32(l->input) + at, count) - vec_splat(F32(l->mean)[row]);
      gain_sum = vec_fma(change, difference * vec_splat(F32(l->inverse_deviation)[row]), gain_sum);
      bias_sum += change;
    }
    gain_total += gain_sum;
    bias_total += bias_sum;
  }
  vec_store_partial(F32(l->gain_grad) + column, gain_total, count);
  vec_store_partial(F32(l->bias_grad) + column, bias_total, count);
}

static void layer_norm_backward_work(const layer_norm_backward_arguments *l, const Share *share) {
  if (share->phase == 0) {
    Range range = range_of(l->rows, 1, share->part, share->parts);
    for (u32 row = range.start; row < range.end; row++) input_gradient(l, row);
    return;
  }
  Range columns = range_of(l->width, 16, share->part, share->parts);
  for (u32 column = columns.start; column < columns.end; column += LANES)
    gain_and_bias_gradient(l, column, minimum(LANES, columns.end - column));
}
