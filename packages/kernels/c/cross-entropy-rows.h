// What linear + softmax + cross-entropy does with the logits of one row in one block of columns.
#pragma once
#include "reductions.h"

typedef struct {
  f32 maximum, sum, total; // sum: of e^(logit - maximum); total: of the logits
} RowSums;

/* Reads whole vectors: up to LANES - 1 numbers behind the last, which do not count. */
INLINE RowSums sums_of_row(const f32 *logits, u32 width, u32 with_total) {
  vec largest = vec_splat(-LARGEST), sum = {}, total = {};
  for (u32 i = 0; i < width; i += LANES) {
    vec value = vec_select(vec_first(width - i), vec_load(logits + i), vec_splat(-LARGEST));
    largest = vec_larger(value, largest);
  }
  RowSums sums = {.maximum = vec_largest(largest)};
  for (u32 i = 0; i < width; i += LANES) {
    veci inside = vec_first(width - i);
    vec value = vec_load(logits + i);
    sum += vec_select(inside, vec_exp_of_negative(value - sums.maximum), vec_splat(0));
    if (with_total) total += vec_select(inside, value, vec_splat(0));
  }
  sums.sum = vec_total(sum);
  sums.total = with_total ? vec_total(total) : 0;
  return sums;
}

/*
 * Replaces logits by e^(logit - maximum) * factor - floor, and adds that to `bias_grad`, unless it is null.
 * Reads and writes whole vectors.
 */
INLINE void gradient_of_row(f32 *logits, u32 width, f32 maximum, f32 factor, f32 floor, f32 *bias_grad) {
  for (u32 i = 0; i < width; i += LANES) {
    vec value = vec_fma(vec_exp_of_negative(vec_load(logits + i) - maximum), vec_splat(factor), vec_splat(-floor));
    vec_store(logits + i, value);
    if (bias_grad) vec_store(bias_grad + i, vec_load(bias_grad + i) + value);
  }
}

/* For a row without target. */
INLINE void clear_row(f32 *logits, u32 width) {
  for (u32 i = 0; i < width; i += LANES) vec_store(logits + i, vec_splat(0));
}
