// Lays a matrix out for products with single vectors, as it is or rounded to int8 with a scale a column.
#include "packed-matrix.h"

#define PACK_LEAST_PART 65536

static void pack_matrix_plan(const pack_matrix_arguments *p, u32 threads, Plan *plan) {
  u32 blocks = divide_up(packed_vectors(p->columns, p->gated), BLOCK_VECTORS);
  plan->phases = 1;
  plan->parts[0] = maximum(1, minimum(minimum(threads, blocks), p->rows * p->columns / PACK_LEAST_PART));
}

static vec pack_load(const pack_matrix_arguments *p, u32 row, Slot slot) {
  if (row >= p->rows) return (vec){};
  const f32 *from = F32(p->source) + (size_t)row * p->row_stride + (size_t)slot.column * p->column_stride;
  vec value = {};
  if (p->column_stride == 1) return vec_load_partial(from, slot.count);
  for (u32 lane = 0; lane < slot.count; lane++) value[lane] = from[(size_t)lane * p->column_stride];
  return value;
}

/* One vector of columns, rounded: the scale is the largest magnitude over 127, 1 for a column of zeros. */
static void pack_rounded(const pack_matrix_arguments *p, Slot slot, i8 *target, size_t stride) {
  vec largest = {};
  for (u32 row = 0; row < p->rows; row++) {
    vec magnitude = vec_abs(pack_load(p, row, slot));
    largest = vec_select(magnitude > largest, magnitude, largest);
  }
  vec scale = vec_select(largest > 0, largest / MOST_WEIGHT, vec_splat(1));
  vec error = {};
  for (u32 row = 0; row < round_up(p->rows, 2); row++) {
    vec weight = pack_load(p, row, slot);
    vec whole = (weight / scale + ROUNDER) - ROUNDER;
    vec missed = weight - whole * scale;
    error += missed * missed;
    for (u32 lane = 0; lane < LANES; lane++) {
      target[(row >> 1) * stride + 2 * lane + (row & 1)] = (i8)whole[lane];
    }
  }
  vec_store_partial(F32(p->scales) + slot.column, scale, slot.count);
  if (p->errors) vec_store_partial(F32(p->errors) + slot.column, error, slot.count);
}

static void pack_matrix_work(const pack_matrix_arguments *p, const Share *share) {
  u32 vectors = packed_vectors(p->columns, p->gated);
  Range range = range_of(vectors, BLOCK_VECTORS, share->part, share->parts);
  for (u32 vector = range.start; vector < range.end; vector++) {
    u32 block = vector / BLOCK_VECTORS;
    u32 v = vector % BLOCK_VECTORS;
    u32 in_block = minimum(BLOCK_VECTORS, vectors - block * BLOCK_VECTORS);
    Slot slot = packed_slot(p->columns, p->gated, block, v);
    if (p->scales) {
      size_t stride = 2 * LANES * in_block;
      size_t start = (size_t)block * BLOCK_VECTORS * 2 * LANES * divide_up(p->rows, 2);
      pack_rounded(p, slot, AT(i8, p->packed) + start + v * 2 * LANES, stride);
      continue;
    }
    f32 *target = F32(p->packed) + (size_t)block * BLOCK_VECTORS * LANES * p->rows + v * LANES;
    for (u32 row = 0; row < p->rows; row++) {
      vec_store(target + (size_t)row * in_block * LANES, pack_load(p, row, slot));
    }
  }
}
