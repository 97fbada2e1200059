// Matrices laid out for products with single vectors: every weight is read once, in order.
//
// Columns stand in blocks of 8 vectors, whose sums fit into registers; a last block may have fewer. The matrix
// of an LSTM, [K,4H], has 2 vectors of units in a block, for each of the four gates: v = 2 gate + half.
//   float32: block | row | v | lane
//   int8:    block | pair of rows | v | lane | row of the pair; an odd last row is followed by zeros
#pragma once
#include "math.h"
#include "runtime.h"
#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__wasm__)
#include <wasm_simd128.h>
#endif

#define BLOCK_VECTORS 8
#define BLOCK_UNITS (2 * LANES)
#define MOST_WEIGHT 127
#define MOST_ACTIVATION 32767

typedef int16_t i16;
typedef i8 i8_pairs __attribute__((vector_size(2 * LANES), aligned(1), may_alias));
typedef i16 i16_pairs __attribute__((vector_size(4 * LANES)));

typedef struct {
  const u8 *packed;
  const f32 *scales; // [columns] of int8 weights; NULL for float32
  u32 rows;
  u32 columns; // 4H where gated
  u32 gated;
} PackedMatrix;

/* What a matrix is multiplied by: [rows] numbers and, for int8 weights, the same in units of `scale`. */
typedef struct {
  const f32 *values;
  const i16 *rounded;
  f32 scale;
} Activations;

/* The columns of one vector: `count` of its lanes are columns, from `column` on. */
typedef struct {
  u32 column, count;
} Slot;

INLINE u32 packed_vectors(u32 columns, u32 gated) {
  return gated ? divide_up(columns / 4, BLOCK_UNITS) * BLOCK_VECTORS : divide_up(columns, LANES);
}

INLINE Slot packed_slot(u32 columns, u32 gated, u32 block, u32 v) {
  u32 width = gated ? columns / 4 : columns;
  u32 start = gated ? block * BLOCK_UNITS + (v & 1) * LANES : (block * BLOCK_VECTORS + v) * LANES;
  u32 count = start < width ? minimum(width - start, LANES) : 0;
  return (Slot){(gated ? (v >> 1) * width : 0) + minimum(start, width), count};
}

/*
 * The blocks that a part goes through. Every other time it goes backwards: of weights that are more than a
 * cache holds, those that were read last are still there.
 */
typedef struct {
  Range range;
  u32 backwards;
} BlockOrder;

INLINE u32 block_at(const BlockOrder *order, u32 index) {
  return order->backwards ? order->range.end - 1 - index : order->range.start + index;
}

INLINE vec load_slot(const f32 *from, Slot slot) {
  return slot.count == LANES ? vec_load(from + slot.column) : vec_load_partial(from + slot.column, slot.count);
}

INLINE i16_pairs load_pairs(const u8 *from) {
#if LANES == 16
  return (i16_pairs)_mm512_cvtepi8_epi16(_mm256_loadu_si256((const __m256i_u *)from));
#elif LANES == 8
  return (i16_pairs)_mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i_u *)from));
#else
  return __builtin_convertvector(*(const i8_pairs *)from, i16_pairs);
#endif
}

/* a[2i] b[2i] + a[2i + 1] b[2i + 1] in each lane. */
INLINE veci sum_pairs(i16_pairs a, i16_pairs b) {
#if LANES == 16
  return (veci)_mm512_madd_epi16((__m512i)a, (__m512i)b);
#elif LANES == 8
  return (veci)_mm256_madd_epi16((__m256i)a, (__m256i)b);
#elif defined(__x86_64__)
  return (veci)_mm_madd_epi16((__m128i)a, (__m128i)b);
#elif defined(__wasm__)
  return (veci)wasm_i32x4_dot_i16x8((v128_t)a, (v128_t)b);
#else
  return ((veci)a << 16 >> 16) * ((veci)b << 16 >> 16) + ((veci)a >> 16) * ((veci)b >> 16);
#endif
}

/*
 * Adds x W to the sums of the `vectors` vectors of one block. `vectors` is a constant where it is called.
 *
 * int8: integers are summed without rounding and without overflow (see `most_activation`), so these sums are
 * the same in every build.
 */
INLINE void add_block_product(vec *sums, const PackedMatrix *matrix, const Activations *x, u32 block, u32 vectors) {
  size_t first = (size_t)block * BLOCK_VECTORS;
  if (matrix->scales == NULL) {
    const f32 *weights = (const f32 *)matrix->packed + first * matrix->rows * LANES;
    for (u32 row = 0; row < matrix->rows; row++) {
      vec value = vec_splat(x->values[row]);
      for (u32 v = 0; v < vectors; v++) sums[v] = vec_fma(value, vec_load(weights + v * LANES), sums[v]);
      weights += vectors * LANES;
    }
    return;
  }
  u32 pairs = divide_up(matrix->rows, 2);
  const u8 *weights = matrix->packed + first * pairs * 2 * LANES;
  veci whole[BLOCK_VECTORS] = {};
  for (u32 pair = 0; pair < pairs; pair++) {
    i32 both;
    __builtin_memcpy(&both, x->rounded + 2 * pair, 4);
    i16_pairs value = (i16_pairs)veci_splat(both);
    for (u32 v = 0; v < vectors; v++) {
      whole[v] += sum_pairs(load_pairs(weights + v * 2 * LANES), value);
    }
    weights += vectors * 2 * LANES;
  }
  for (u32 v = 0; v < vectors; v++) {
    vec scale = load_slot(matrix->scales, packed_slot(matrix->columns, matrix->gated, block, v)) * x->scale;
    sums[v] = vec_fma(__builtin_convertvector(whole[v], vec), scale, sums[v]);
  }
}

/* The largest whole number for an activation: the sum over all rows stays in 32 bits. */
INLINE f32 most_activation(u32 rows) {
  return (f32)minimum(MOST_ACTIVATION, 0x7fffffff / (MOST_WEIGHT * maximum(rows, 1)));
}

/* Rounds [rows] numbers to multiples of the returned scale, by their largest magnitude; pads to a pair. */
static f32 round_activations(const f32 *values, u32 rows, i16 *rounded) {
  f32 largest = 0;
  for (u32 row = 0; row < rows; row++) {
    f32 magnitude = __builtin_fabsf(values[row]);
    largest = magnitude > largest ? magnitude : largest;
  }
  f32 most = most_activation(rows);
  f32 units = largest > 0 ? most / largest : 0;
  for (u32 row = 0; row < rows; row++) {
    f32 shifted = values[row] * units + ROUNDER;
    i32 bits;
    __builtin_memcpy(&bits, &shifted, 4);
    rounded[row] = (i16)(bits - ROUNDER_BITS);
  }
  if (rows & 1) rounded[rows] = 0;
  return largest / most;
}
