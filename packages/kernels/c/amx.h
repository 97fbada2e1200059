/*
 * Products of float32 matrices on the matrix unit (Intel AMX), which multiplies bfloat16 alone.
 *
 * A float32 is the sum of three bfloat16 (8 significant bits each): x = x0 + x1 + x2. Of the nine products of
 * two such sums the six with i + j <= 2 are taken; those left out are below 2^-23 of the whole, so the result
 * is as exact as float32 arithmetic (measured: its error is less than half of a chain of fused
 * multiply-adds), at more than twice the speed of the vector unit. The scheme: Henry, Tang and Heinecke,
 * "Leveraging the bfloat16 artificial intelligence datatype for higher-precision computations", ARITH 2019.
 *
 * A tile is 1 KB: 16 rows of 16 pairs. In an A tile a row is a row of A and a pair two neighbouring k; in a
 * B tile a row is two neighbouring k and a pair those of one column: each is the other's transpose, pair by
 * pair. Packed matrices are tiles in the order [strip of 16 rows or columns][block of 32 k][3 parts], padded
 * with zeros.
 */
#pragma once
#include <immintrin.h>
#include "runtime.h"

#define TILE 16            // rows, and columns of a product
#define TILE_INNER 32      // k of an A or B tile
#define TILE_PAIRS 256     // 32-bit pairs of one tile
#define STEP_PAIRS (3 * TILE_PAIRS)

/* 32-bit words that rows (or columns) x inner take when packed. */
INLINE size_t amx_packed_words(u32 rows, u32 inner) {
  return (size_t)divide_up(rows, TILE) * divide_up(inner, TILE_INNER) * STEP_PAIRS;
}

/* Sets the tiles' shape: before the first product of a part, with amx_end after its last. */
INLINE void amx_begin(void) {
  struct {
    u8 palette, start_row, reserved[14];
    uint16_t row_bytes[16];
    u8 rows[16];
  } __attribute__((packed)) shape = {.palette = 1};
  for (u32 tile = 0; tile < 8; tile++) shape.row_bytes[tile] = 64, shape.rows[tile] = TILE;
  _tile_loadconfig(&shape);
}
INLINE void amx_end(void) { _tile_release(); }

/* bfloat16 in the low halves of 32-bit lanes, and what is missing to `x`. Infinities leave nothing. */
INLINE __m512i take_part(__m512 *x) {
  __m512i part = _mm512_cvtepu16_epi32((__m256i)_mm512_cvtneps_pbh(*x));
  __m512 taken = _mm512_castsi512_ps(_mm512_slli_epi32(part, 16));
  __mmask16 finite = _mm512_cmp_ps_mask(_mm512_abs_ps(taken), _mm512_set1_ps(__builtin_inff()), _CMP_LT_OQ);
  *x = _mm512_maskz_sub_ps(finite, *x, taken);
  return part;
}

/* One row of pairs for each of the three parts: `low` at even, `high` at odd k. */
INLINE void store_pairs(u32 *to, __m512 low, __m512 high) {
#pragma GCC unroll 3
  for (u32 part = 0; part < 3; part++) {
    __m512i even = take_part(&low);
    __m512i odd = take_part(&high);
    _mm512_store_si512(to + part * TILE_PAIRS, _mm512_or_si512(even, _mm512_slli_epi32(odd, 16)));
  }
}

INLINE __mmask16 low_lanes(u32 count) { return count >= TILE ? 0xffff : (__mmask16)((1u << count) - 1); }

INLINE __m512 load_masked(const f32 *from, const f32 *mask, size_t at, __mmask16 lanes) {
  __m512 value = _mm512_maskz_loadu_ps(lanes, from + at);
  return mask ? _mm512_mul_ps(value, _mm512_maskz_loadu_ps(lanes, mask + at)) : value;
}

/* Of a matrix whose rows are k: from[k * stride + strip's row or column]; gives B tiles. */
INLINE void pack_tile_by_inner(u32 *to, const f32 *from, const f32 *mask, size_t stride, u32 width, u32 inner) {
  __mmask16 columns = low_lanes(width);
  for (u32 pair = 0; pair < TILE; pair++) {
    u32 k = 2 * pair;
    __m512 low = load_masked(from, mask, k * stride, k < inner ? columns : 0);
    __m512 high = load_masked(from, mask, (k + 1) * stride, k + 1 < inner ? columns : 0);
    store_pairs(to + pair * TILE, low, high);
  }
}

/* The other kind: from[row * stride + k]; gives A tiles. */
INLINE void pack_tile_by_row(u32 *to, const f32 *from, const f32 *mask, size_t stride, u32 height, u32 inner) {
  const __m512i even = _mm512_set_epi32(30, 28, 26, 24, 22, 20, 18, 16, 14, 12, 10, 8, 6, 4, 2, 0);
  const __m512i odd = _mm512_set_epi32(31, 29, 27, 25, 23, 21, 19, 17, 15, 13, 11, 9, 7, 5, 3, 1);
  __mmask16 first = low_lanes(inner), second = inner > TILE ? low_lanes(inner - TILE) : 0;
  for (u32 row = 0; row < TILE; row++) {
    __m512 left = load_masked(from, mask, row * stride, row < height ? first : 0);
    __m512 right = load_masked(from, mask, row * stride + TILE, row < height ? second : 0);
    store_pairs(to + row * TILE, _mm512_permutex2var_ps(left, even, right), _mm512_permutex2var_ps(left, odd, right));
  }
}

/* Transposes the 16 x 16 pairs of a tile in place: an A tile to a B tile and back. */
INLINE void transpose_tile(u32 *tile) {
  __m512i r[16], t[16];
  for (u32 i = 0; i < 16; i++) r[i] = _mm512_load_si512(tile + 16 * i);
#pragma GCC unroll 8
  for (u32 i = 0; i < 16; i += 2) {
    t[i] = _mm512_unpacklo_epi32(r[i], r[i + 1]);
    t[i + 1] = _mm512_unpackhi_epi32(r[i], r[i + 1]);
  }
#pragma GCC unroll 4
  for (u32 i = 0; i < 16; i += 4) {
    r[i] = _mm512_unpacklo_epi64(t[i], t[i + 2]);
    r[i + 1] = _mm512_unpackhi_epi64(t[i], t[i + 2]);
    r[i + 2] = _mm512_unpacklo_epi64(t[i + 1], t[i + 3]);
    r[i + 3] = _mm512_unpackhi_epi64(t[i + 1], t[i + 3]);
  }
#pragma GCC unroll 4
  for (u32 i = 0; i < 4; i++) {
    t[i] = _mm512_shuffle_i32x4(r[i], r[i + 4], 0x88);
    t[i + 4] = _mm512_shuffle_i32x4(r[i], r[i + 4], 0xdd);
    t[i + 8] = _mm512_shuffle_i32x4(r[i + 8], r[i + 12], 0x88);
    t[i + 12] = _mm512_shuffle_i32x4(r[i + 8], r[i + 12], 0xdd);
  }
#pragma GCC unroll 4
  for (u32 i = 0; i < 4; i++) {
    _mm512_store_si512(tile + 16 * i, _mm512_shuffle_i32x4(t[i], t[i + 8], 0x88));
    _mm512_store_si512(tile + 16 * (i + 4), _mm512_shuffle_i32x4(t[i + 4], t[i + 12], 0x88));
    _mm512_store_si512(tile + 16 * (i + 8), _mm512_shuffle_i32x4(t[i], t[i + 8], 0xdd));
    _mm512_store_si512(tile + 16 * (i + 12), _mm512_shuffle_i32x4(t[i + 4], t[i + 12], 0xdd));
  }
}

/*
 * Packs a matrix of `rows` (of A, or columns of B) by `inner`. by_inner: element (row, k) is at
 * from[k * stride + row], else at from[row * stride + k]. for_b: as the right factor.
 */
static void amx_pack(u32 *to, const f32 *from, const f32 *mask, size_t stride, u32 rows, u32 inner, u32 by_inner,
                     u32 for_b) {
  for (u32 row = 0; row < rows; row += TILE) {
    for (u32 k = 0; k < inner; k += TILE_INNER, to += STEP_PAIRS) {
      u32 height = minimum(TILE, rows - row), depth = minimum(TILE_INNER, inner - k);
      size_t at = by_inner ? k * stride + row : row * stride + k;
      if (by_inner) pack_tile_by_inner(to, from + at, mask ? mask + at : NULL, stride, height, depth);
      else pack_tile_by_row(to, from + at, mask ? mask + at : NULL, stride, height, depth);
      if (by_inner != for_b)
        for (u32 part = 0; part < 3; part++) transpose_tile(to + part * TILE_PAIRS);
    }
  }
}

#define LOAD_A(part) _tile_loadd(4, a0 + (part) * TILE_PAIRS, 64); _tile_loadd(5, a1 + (part) * TILE_PAIRS, 64);
#define LOAD_B(part) _tile_loadd(6, b0 + (part) * TILE_PAIRS, 64); _tile_loadd(7, b1 + (part) * TILE_PAIRS, 64);
#define MULTIPLY _tile_dpbf16ps(0, 4, 6); _tile_dpbf16ps(1, 4, 7); _tile_dpbf16ps(2, 5, 6); _tile_dpbf16ps(3, 5, 7);

/* 32 x 32 of the product, of two strips each; small terms first, and each part loaded as seldom as it can be. */
INLINE void amx_block_2x2(f32 *c, size_t stride, const u32 *a0, const u32 *a1, const u32 *b0, const u32 *b1,
                          u32 steps, u32 accumulate) {
  size_t row = stride * 4;
  if (accumulate) {
    _tile_loadd(0, c, row); _tile_loadd(1, c + TILE, row);
    _tile_loadd(2, c + TILE * stride, row); _tile_loadd(3, c + TILE * stride + TILE, row);
  } else {
    _tile_zero(0); _tile_zero(1); _tile_zero(2); _tile_zero(3);
  }
  for (u32 step = 0; step < steps; step++) {
    LOAD_A(2) LOAD_B(0) MULTIPLY
    LOAD_A(1) MULTIPLY
    LOAD_B(1) MULTIPLY
    LOAD_A(0) MULTIPLY
    LOAD_B(2) MULTIPLY
    LOAD_B(0) MULTIPLY
    a0 += STEP_PAIRS; a1 += STEP_PAIRS; b0 += STEP_PAIRS; b1 += STEP_PAIRS;
  }
  _tile_stored(0, c, row); _tile_stored(1, c + TILE, row);
  _tile_stored(2, c + TILE * stride, row); _tile_stored(3, c + TILE * stride + TILE, row);
}

#define LOAD_ONE_A(part) _tile_loadd(4, a + (part) * TILE_PAIRS, 64);
#define COLUMN(tile, b_tile, part) \
  _tile_loadd(b_tile, b + (tile) * strip + (part) * TILE_PAIRS, 64); _tile_dpbf16ps(tile, 4, b_tile);
#define FOUR_COLUMNS(part) COLUMN(0, 5, part) COLUMN(1, 6, part) COLUMN(2, 7, part) COLUMN(3, 5, part)

/* 16 x 64 of the product, for one strip of A alone; `strip` words from one strip of B to the next. */
INLINE void amx_block_1x4(f32 *c, size_t stride, const u32 *a, const u32 *b, size_t strip, u32 steps, u32 accumulate) {
  size_t row = stride * 4;
  if (accumulate) {
    _tile_loadd(0, c, row); _tile_loadd(1, c + TILE, row);
    _tile_loadd(2, c + 2 * TILE, row); _tile_loadd(3, c + 3 * TILE, row);
  } else {
    _tile_zero(0); _tile_zero(1); _tile_zero(2); _tile_zero(3);
  }
  for (u32 step = 0; step < steps; step++, a += STEP_PAIRS, b += STEP_PAIRS) {
    LOAD_ONE_A(2) FOUR_COLUMNS(0)
    LOAD_ONE_A(1) FOUR_COLUMNS(0) FOUR_COLUMNS(1)
    LOAD_ONE_A(0) FOUR_COLUMNS(1) FOUR_COLUMNS(2) FOUR_COLUMNS(0)
  }
  _tile_stored(0, c, row); _tile_stored(1, c + TILE, row);
  _tile_stored(2, c + 2 * TILE, row); _tile_stored(3, c + 3 * TILE, row);
}

/* One tile of the product, of any height and width up to 16. */
static void amx_block_edge(f32 *c, size_t stride, u32 height, u32 width, const u32 *a, const u32 *b, u32 steps,
                           u32 accumulate) {
  f32 tile[TILE * TILE] __attribute__((aligned(64)));
  __mmask16 columns = (__mmask16)((1u << width) - 1);
  for (u32 row = 0; row < TILE; row++) {
    _mm512_store_ps(tile + row * TILE, accumulate && row < height
                                           ? _mm512_maskz_loadu_ps(columns, c + row * stride)
                                           : _mm512_setzero_ps());
  }
  _tile_loadd(0, tile, 64);
  for (u32 step = 0; step < steps; step++, a += STEP_PAIRS, b += STEP_PAIRS) {
    _tile_loadd(4, a, 64); _tile_loadd(5, a + TILE_PAIRS, 64); _tile_loadd(6, a + 2 * TILE_PAIRS, 64);
    _tile_loadd(7, b, 64);
    _tile_dpbf16ps(0, 6, 7); _tile_dpbf16ps(0, 5, 7);
    _tile_loadd(1, b + TILE_PAIRS, 64); _tile_dpbf16ps(0, 5, 1); _tile_dpbf16ps(0, 4, 1);
    _tile_loadd(2, b + 2 * TILE_PAIRS, 64); _tile_dpbf16ps(0, 4, 2); _tile_dpbf16ps(0, 4, 7);
  }
  _tile_stored(0, tile, 64);
  for (u32 row = 0; row < height; row++)
    _mm512_mask_storeu_ps(c + row * stride, columns, _mm512_load_ps(tile + row * TILE));
}

/*
 * C [rows, columns] (+)= A B of packed factors with the same `inner`. Every element goes through the same
 * additions in the same order, whatever block it falls into.
 */
static void amx_multiply(f32 *c, size_t stride, const u32 *a, const u32 *b, u32 rows, u32 columns, u32 inner,
                         u32 accumulate) {
  u32 steps = divide_up(inner, TILE_INNER);
  size_t strip = (size_t)steps * STEP_PAIRS;
  for (u32 column = 0; column < columns;) {
    u32 width = columns - column;
    const u32 *b0 = b + column / TILE * strip;
    u32 row = 0;
    for (; width >= 2 * TILE && rows - row >= 2 * TILE; row += 2 * TILE) {
      const u32 *a0 = a + row / TILE * strip;
      amx_block_2x2(c + row * stride + column, stride, a0, a0 + strip, b0, b0 + strip, steps, accumulate);
    }
    u32 wide = width >= 4 * TILE && row == 0 && rows == TILE;
    if (wide) {
      amx_block_1x4(c + column, stride, a, b0, strip, steps, accumulate);
      row = rows;
    }
    for (; row < rows; row += TILE) {
      for (u32 half = 0; half < 2 && half * TILE < width; half++) {
        amx_block_edge(c + row * stride + column + half * TILE, stride, minimum(TILE, rows - row),
                       minimum(TILE, width - half * TILE), a + row / TILE * strip, b0 + half * strip, steps,
                       accumulate);
      }
    }
    column += wide ? 4 * TILE : 2 * TILE;
  }
}
