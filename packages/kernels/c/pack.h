// Matrices laid out as the tiles read them: panels of a few vectors of columns, row after row.
#pragma once
#include "tile.h"

/* The lanes of a and b in turn: those of their first halves, or of their second. */
#if LANES == 16
#define LOW_LANES 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23
#define HIGH_LANES 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31
#elif LANES == 8
#define LOW_LANES 0, 8, 1, 9, 2, 10, 3, 11
#define HIGH_LANES 4, 12, 5, 13, 6, 14, 7, 15
#else
#define LOW_LANES 0, 4, 1, 5
#define HIGH_LANES 2, 6, 3, 7
#endif

/* Transposes a square in registers: log2(LANES) times, the first half of its rows is riffled with the second. */
INLINE void transpose(vec square[LANES]) {
#pragma GCC unroll 4
  for (u32 round = 1; round < LANES; round *= 2) {
    vec riffled[LANES];
#pragma GCC unroll 8
    for (u32 row = 0; row < LANES / 2; row++) {
      riffled[2 * row] = __builtin_shufflevector(square[row], square[row + LANES / 2], LOW_LANES);
      riffled[2 * row + 1] = __builtin_shufflevector(square[row], square[row + LANES / 2], HIGH_LANES);
    }
#pragma GCC unroll 16
    for (u32 row = 0; row < LANES; row++) square[row] = riffled[row];
  }
}

/* Rows of `size` numbers in scratch lie so many apart: whole vectors, and an odd number of cache lines. */
INLINE u32 odd_stride(u32 size) { return (divide_up(size, 16) | 1) * 16; }

/* A right factor B: element (k, column) at k * stride + column, or transposed at column * stride + k. */
typedef struct {
  const f32 *data;
  const f32 *mask; // NULL, or lies as B does and multiplies it
  size_t stride;
  u32 is_transposed;
} Right;

INLINE vec right_load(const Right *b, size_t at, u32 count) {
  vec value = vec_load_count(b->data + at, count);
  return b->mask ? value * vec_load_count(b->mask + at, count) : value;
}

/* One vector of columns, through the transposes of squares: packed[inner][width]. */
static void pack_transposed(f32 *packed, u32 width, const Right *b, u32 column, u32 count, u32 inner) {
  for (u32 k = 0; k < inner; k += LANES) {
    u32 depth = minimum(LANES, inner - k);
    vec square[LANES];
    if (count == LANES && depth == LANES && !b->mask) {
#pragma GCC unroll 16
      for (u32 row = 0; row < LANES; row++) square[row] = vec_load(b->data + (column + row) * b->stride + k);
    } else {
      for (u32 row = 0; row < LANES; row++)
        square[row] = row < count ? right_load(b, (column + row) * b->stride + k, depth) : vec_splat(0);
    }
    transpose(square);
    if (depth == LANES) {
#pragma GCC unroll 16
      for (u32 row = 0; row < LANES; row++) vec_store(packed + (k + row) * width, square[row]);
    } else {
      for (u32 row = 0; row < depth; row++) vec_store(packed + (k + row) * width, square[row]);
    }
  }
}

/*
 * The panels of a packed matrix of `columns`: how many, and which vectors of columns each has: TILE_VECTORS, but the
 * last two share what is left, since a panel of one vector would keep the multipliers waiting for their sums.
 */
INLINE u32 panels_of(u32 columns) { return divide_up(divide_up(columns, LANES), TILE_VECTORS); }
INLINE Range panel_of(u32 columns, u32 index) {
  u32 vectors = divide_up(columns, LANES), last = panels_of(columns) - 1;
  u32 over = (vectors - 1) % TILE_VECTORS + 1, moved = last > 0 && over <= TILE_VECTORS / 2;
  Range range = {index * TILE_VECTORS - (index == last && moved), (index + 1) * TILE_VECTORS - (index + 1 == last && moved)};
  if (index == last) range.end = vectors;
  return range;
}

/*
 * Packs some panels of B[inner, columns], each to packed[inner][vectors * LANES], zero behind the last column;
 * a panel begins `inner` numbers after the other for each of its columns.
 */
static inline void pack_panels(f32 *packed, const Right *b, u32 inner, u32 columns, Range panels) {
  if (b->is_transposed) {
    for (u32 index = panels.start; index < panels.end; index++) {
      Range vectors = panel_of(columns, index);
      u32 width = (vectors.end - vectors.start) * LANES;
      f32 *panel = packed + (size_t)vectors.start * LANES * inner;
      for (u32 column = vectors.start * LANES; column < vectors.end * LANES; column += LANES)
        pack_transposed(panel + column - vectors.start * LANES, width, b, column, minimum(LANES, columns - column), inner);
    }
    return;
  }
  // Along the rows of B, as memory likes to be read.
  for (u32 k = 0; k < inner; k++) {
    for (u32 index = panels.start; index < panels.end; index++) {
      Range vectors = panel_of(columns, index);
      u32 width = (vectors.end - vectors.start) * LANES, first = vectors.start * LANES;
      f32 *to = packed + (size_t)first * inner + (size_t)k * width;
      for (u32 column = 0; column < width; column += LANES)
        vec_store(to + column, right_load(b, k * b->stride + first + column, minimum(LANES, columns - first - column)));
    }
  }
}
