// What linear + softmax + cross-entropy does with the logits of one row in one block of columns.
#pragma once
#include "reductions.h"

typedef struct {
  f32 maximum, sum, total; // sum: of e^(logit - maximum); total: of the logits
} RowSums;

/*
 * What a row adds to its softmax. Unless `powers` is null, e^(logit - maximum) is written there. Reads and
 * writes whole vectors: up to LANES - 1 numbers behind the last, which do not count.
 */
INLINE RowSums sums_of_row(const f32 *logits, u32 width, u32 with_total, f32 *powers) {
  u32 whole = width / LANES * LANES;
  veci inside = vec_first(width - whole);
  vec largest = vec_splat(-LARGEST), sum = {}, total = {};
  for (u32 i = 0; i < whole; i += LANES) largest = vec_larger(vec_load(logits + i), largest);
  if (whole < width) largest = vec_larger(vec_select(inside, vec_load(logits + whole), largest), largest);
  RowSums sums = {.maximum = vec_largest(largest)};
  for (u32 i = 0; with_total && i < width; i += LANES) {
    vec value = vec_load(logits + i);
    total += i < whole ? value : (vec)((veci)value & inside);
  }
  for (u32 i = 0; i < width; i += LANES) {
    vec power = vec_exp_of_negative(vec_load(logits + i) - sums.maximum);
    if (i == whole) power = (vec)((veci)power & inside);
    if (powers) vec_store(powers + i, power);
    sum += power;
  }
  sums.sum = vec_total(sum);
  sums.total = with_total ? vec_total(total) : 0;
  return sums;
}

/*
 * Replaces e^(logit - maximum) by that * factor - floor, and adds it to `bias_grad`, unless that is null.
 * Reads and writes whole vectors.
 */
INLINE void gradient_of_row(f32 *powers, u32 width, f32 factor, f32 floor, f32 *bias_grad) {
  for (u32 i = 0; i < width; i += LANES) {
    vec value = vec_fma(vec_load(powers + i), vec_splat(factor), vec_splat(-floor));
    vec_store(powers + i, value);
    if (bias_grad) vec_store(bias_grad + i, vec_load(bias_grad + i) + value);
  }
}

/* Replaces logits by e^(logit - maximum). */
INLINE void powers_of_row(f32 *logits, u32 width, f32 maximum) {
  for (u32 i = 0; i < width; i += LANES)
    vec_store(logits + i, vec_exp_of_negative(vec_load(logits + i) - maximum));
}

/* For a row without target. */
INLINE void clear_row(f32 *logits, u32 width) {
  for (u32 i = 0; i < width; i += LANES) vec_store(logits + i, vec_splat(0));
}
