// Layer normalisation of rows (Ba, Kiros and Hinton 2016), forwards.
#include "elements.h"

static void layer_norm_forward_plan(const layer_norm_forward_arguments *l, u32 threads, Plan *plan) {
  plan->phases = 1;
  plan->parts[0] = minimum(element_parts(l->rows * l->width, threads), l->rows);
}

static f32 mean_of(const f32 *row, u32 width) {
  vec sum = {};
  u32 at = 0;
  for (; at + LANES <= width; at += LANES) sum += vec_load(row + at);
  if (at < width) sum += vec_load_partial(row + at, width - at);
  return vec_sum(sum) / (f32)width;
}

/* Of the differences from the mean, not E[x²] - E[x]²: that loses all digits where the mean is large. */
static f32 variance_of(const f32 *row, f32 mean, u32 width) {
  vec sum = {};
  u32 at = 0;
  for (; at + LANES <= width; at += LANES) {
    vec difference = vec_load(row + at) - mean;
    sum = vec_fma(difference, difference, sum);
  }
  f32 rest = 0;
  for (; at < width; at++) rest += (row[at] - mean) * (row[at] - mean);
  return (vec_sum(sum) + rest) / (f32)width;
}

typedef struct {
  const f32 *input, *gain, *bias;
  f32 *output;
  f32 mean, inverse;
} NormalRow;

INLINE void normalise(const NormalRow *row, u32 at, u32 count) {
  vec normal = (vec_load_partial(row->input + at, count) - row->mean) * row->inverse;
  vec gain = vec_load_partial(row->gain + at, count);
  vec_store_partial(row->output + at, vec_fma(normal, gain, vec_load_partial(row->bias + at, count)), count);
}

static void layer_norm_forward_work(const layer_norm_forward_arguments *l, const Share *share) {
  u32 width = l->width;
  NormalRow each = {.gain = F32(l->gain), .bias = F32(l->bias)};
  Range range = range_of(l->rows, 1, share->part, share->parts);
  for (u32 row = range.start; row < range.end; row++) {
    each.input = F32(l->input) + (size_t)row * width;
    each.output = F32(l->output) + (size_t)row * width;
    each.mean = mean_of(each.input, width);
    each.inverse = 1 / __builtin_sqrtf(variance_of(each.input, each.mean, width) + l->epsilon);
    F32(l->mean)[row] = each.mean;
    F32(l->inverse_deviation)[row] = each.inverse;
    u32 at = 0;
    for (; at + LANES <= width; at += LANES) normalise(&each, at, LANES);
    if (at < width) normalise(&each, at, width - at);
  }
}
