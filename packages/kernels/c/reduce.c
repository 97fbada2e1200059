/*
 * Sums, means, largest and smallest of input [outer, reduced, inner] over its middle. What is added up is cut
 * into runs of fixed length with a sum each: errors stay small, and the order does not depend on the threads.
 */
#include "elements.h"
#include "reductions.h"

#define REDUCE_RUN 256    // rows, where inner > 1
#define REDUCE_CHUNK 65536 // numbers, where inner is 1

enum { REDUCE_SUM, REDUCE_MEAN, REDUCE_MAXIMUM, REDUCE_MINIMUM };

INLINE vec reduce_start(u32 kind) {
  return vec_splat(kind <= REDUCE_MEAN ? 0 : kind == REDUCE_MAXIMUM ? -INFINITE : INFINITE);
}
INLINE vec reduce_join(u32 kind, vec a, vec b) {
  if (kind <= REDUCE_MEAN) return a + b;
  return vec_select((kind == REDUCE_MAXIMUM ? a > b : a < b) | (a != a), a, b);
}
INLINE f32 reduce_lanes(u32 kind, vec value) {
  if (kind <= REDUCE_MEAN) return vec_total(value);
#define REDUCE_SHIFTED(by) value = reduce_join(kind, value, SHIFTED(value, by));
  HALVES(REDUCE_SHIFTED)
  return value[0];
}

// Four chains, so that an addition need not wait for the last.
INLINE f32 reduce_run(u32 kind, const f32 *from, u32 count) {
  vec a = reduce_start(kind), b = a, c = a, d = a;
  u32 i = 0;
  for (; i + 4 * LANES <= count; i += 4 * LANES) {
    a = reduce_join(kind, a, vec_load(from + i));
    b = reduce_join(kind, b, vec_load(from + i + LANES));
    c = reduce_join(kind, c, vec_load(from + i + 2 * LANES));
    d = reduce_join(kind, d, vec_load(from + i + 3 * LANES));
  }
  for (; i < count; i += LANES) {
    u32 width = minimum(LANES, count - i);
    a = reduce_join(kind, a, vec_select(vec_first(width), vec_load_partial(from + i, width), reduce_start(kind)));
  }
  return reduce_lanes(kind, reduce_join(kind, reduce_join(kind, a, b), reduce_join(kind, c, d)));
}

INLINE f64 reduce_join_scalar(u32 kind, f64 a, f64 b) {
  if (kind <= REDUCE_MEAN) return a + b;
  return (kind == REDUCE_MAXIMUM ? a > b : a < b) || a != a ? a : b;
}

INLINE f64 reduce_chunk(u32 kind, const f32 *from, u32 count) {
  f64 result = (f64)reduce_start(kind)[0];
  for (u32 i = 0; i < count; i += 4096)
    result = reduce_join_scalar(kind, result, (f64)reduce_run(kind, from + i, minimum(4096, count - i)));
  return result;
}

INLINE u32 reduce_chunks(const reduce_arguments *r) { return maximum(1, divide_up(r->reduced, REDUCE_CHUNK)); }
INLINE f32 reduce_scale(const reduce_arguments *r) { return r->kind == REDUCE_MEAN ? 1 / (f32)r->reduced : 1; }

static void reduce_plan(const reduce_arguments *r, u32 threads, Plan *plan) {
  u32 parts = element_parts(r->outer * r->reduced * r->inner, threads);
  plan->phases = 1;
  if (r->inner > 1) {
    plan->parts[0] = minimum(parts, maximum(r->outer, divide_up(r->inner, LANES)));
    return;
  }
  u32 chunks = r->outer * reduce_chunks(r);
  plan->parts[0] = minimum(parts, chunks);
  if (reduce_chunks(r) == 1) return;
  plan->phases = 2;
  plan->parts[1] = 1;
  plan->scratch_bytes = chunks * sizeof(f64);
}

INLINE void reduce_rows(u32 kind, const reduce_arguments *r, const Share *share) {
  u32 chunks = reduce_chunks(r);
  f64 *partial = (f64 *)share->scratch;
  f32 *output = F32(r->output);
  if (share->phase == 1) {
    for (u32 row = 0; row < r->outer; row++) {
      f64 result = partial[row * chunks];
      for (u32 i = 1; i < chunks; i++) result = reduce_join_scalar(kind, result, partial[row * chunks + i]);
      output[row] = (f32)result * reduce_scale(r);
    }
    return;
  }
  Range range = range_of(r->outer * chunks, 1, share->part, share->parts);
  for (u32 index = range.start; index < range.end; index++) {
    u32 row = index / chunks, start = index % chunks * REDUCE_CHUNK;
    const f32 *from = F32(r->input) + (size_t)row * r->reduced + start;
    f64 result = reduce_chunk(kind, from, minimum(REDUCE_CHUNK, r->reduced - start));
    if (chunks > 1) partial[index] = result;
    else output[row] = (f32)result * reduce_scale(r);
  }
}

INLINE vec reduce_load(const f32 *from, u32 width) {
  return width == LANES ? vec_load(from) : vec_load_partial(from, width);
}

// `vectors` neighbouring vectors at once: whole cache lines, and additions that do not wait for each other.
INLINE void reduce_column(u32 kind, const reduce_arguments *r, const f32 *from, f32 *to, u32 vectors, u32 width) {
  vec sums[4];
  for (u32 v = 0; v < vectors; v++) sums[v] = reduce_start(kind);
  for (u32 start = 0; start < r->reduced; start += REDUCE_RUN) {
    vec run[4];
    for (u32 v = 0; v < vectors; v++) run[v] = reduce_start(kind);
    u32 end = minimum(start + REDUCE_RUN, r->reduced);
    for (u32 row = start; row < end; row++)
#pragma GCC unroll 4
      for (u32 v = 0; v < vectors; v++)
        run[v] = reduce_join(kind, run[v], reduce_load(from + (size_t)row * r->inner + v * LANES, width));
    for (u32 v = 0; v < vectors; v++) sums[v] = reduce_join(kind, sums[v], run[v]);
  }
  for (u32 v = 0; v < vectors; v++) {
    vec result = sums[v] * reduce_scale(r);
    if (width == LANES) vec_store(to + v * LANES, result);
    else vec_store_partial(to + v * LANES, result, width);
  }
}

INLINE void reduce_columns(u32 kind, const reduce_arguments *r, const Share *share) {
  Range rows = {0, r->outer}, columns = {0, r->inner};
  if (r->outer >= share->parts) rows = range_of(r->outer, 1, share->part, share->parts);
  else columns = range_of(r->inner, LANES, share->part, share->parts);
  for (u32 row = rows.start; row < rows.end; row++) {
    const f32 *from = F32(r->input) + (size_t)row * r->reduced * r->inner;
    f32 *to = F32(r->output) + (size_t)row * r->inner;
    u32 i = columns.start;
    for (; i + 4 * LANES <= columns.end; i += 4 * LANES) reduce_column(kind, r, from + i, to + i, 4, LANES);
    for (; i + LANES <= columns.end; i += LANES) reduce_column(kind, r, from + i, to + i, 1, LANES);
    if (i < columns.end) reduce_column(kind, r, from + i, to + i, 1, columns.end - i);
  }
}

#define REDUCE_CASE(kind)                                                                                     \
  case kind:                                                                                                  \
    if (r->inner > 1) reduce_columns(kind, r, share);                                                         \
    else reduce_rows(kind, r, share);                                                                         \
    break;

static void reduce_work(const reduce_arguments *r, const Share *share) {
  switch (r->kind) {
    REDUCE_CASE(REDUCE_SUM)
    REDUCE_CASE(REDUCE_MEAN)
    REDUCE_CASE(REDUCE_MAXIMUM)
    REDUCE_CASE(REDUCE_MINIMUM)
  }
}
