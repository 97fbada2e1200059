// Matrices laid out as tiles.
#pragma once
#include "amx-product.h"

/* The upper half of each number: a bfloat16, rounded towards zero. */
INLINE __m512 upper_halves(__m512 x) { return (__m512)((veci)x & (i32)0xffff0000); }

/* What the upper half lacks, without rounding; nothing to an infinity. */
INLINE __m512 rest_of(__m512 x, __m512 taken, __mmask16 finite) { return _mm512_maskz_sub_ps(finite, x, taken); }

/* The upper halves of two vectors as pairs. */
INLINE __m512i pairs_of(__m512 low, __m512 high) {
  return _mm512_mask_blend_epi16(0xaaaaaaaa, _mm512_srli_epi32((__m512i)low, 16), (__m512i)high);
}

/* All but infinities; of NaN a NaN is left over. */
INLINE __mmask16 finite_lanes(__m512 x) { return (__mmask16)~_mm512_fpclass_ps_mask(x, 0x18); }

/* One row of pairs for each of the three parts: `low` at even, `high` at odd k. */
INLINE void store_pairs(u32 *to, __m512 low, __m512 high) {
  __mmask16 low_finite = finite_lanes(low), high_finite = finite_lanes(high);
  _mm512_store_si512(to, pairs_of(low, high));
  low = rest_of(low, upper_halves(low), low_finite);
  high = rest_of(high, upper_halves(high), high_finite);
  _mm512_store_si512(to + TILE_PAIRS, pairs_of(low, high));
  low = _mm512_sub_ps(low, upper_halves(low));
  high = _mm512_sub_ps(high, upper_halves(high));
  _mm512_store_si512(to + 2 * TILE_PAIRS, pairs_of(low, high));
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
 * Packs a matrix of `rows` (of A, or columns of B) by `inner`; `strip` words lie from one strip to the next. by_inner:
 * element (row, k) is at from[k * stride + row], else at from[row * stride + k]. for_b: as the right factor. `product`
 * goes on meanwhile, if there is one.
 */
static void amx_pack(u32 *packed, size_t strip, const f32 *from, const f32 *mask, size_t stride, u32 rows, u32 inner,
                     u32 by_inner, u32 for_b, AmxProduct *product) {
  for (u32 row = 0; row < rows; row += TILE, packed += strip) {
    u32 *to = packed;
    for (u32 k = 0; k < maximum(1, inner); k += TILE_INNER, to += STEP_PAIRS) {
      if (product) amx_go_on(product, 2 * product->pace);
      u32 height = minimum(TILE, rows - row), depth = minimum(TILE_INNER, inner - k);
      size_t at = by_inner ? k * stride + row : row * stride + k;
      if (by_inner) pack_tile_by_inner(to, from + at, mask ? mask + at : NULL, stride, height, depth);
      else pack_tile_by_row(to, from + at, mask ? mask + at : NULL, stride, height, depth);
      if (by_inner != for_b)
        for (u32 part = 0; part < 3; part++) transpose_tile(to + part * TILE_PAIRS);
    }
  }
}
