// The innermost loops of every product: a block of the result that fits the registers.
#pragma once
#include "runtime.h"

// Rows and vectors of a block: TILE_ROWS x TILE_VECTORS sums, TILE_VECTORS of one factor and a few of the
// other fit the registers (32 of AVX-512 and NEON, 16 of the others, 15 of what V8 leaves to WebAssembly).
#if LANES == 16 || defined(__aarch64__)
#define TILE_ROWS 6
#elif LANES == 8
#define TILE_ROWS 3
#else
#define TILE_ROWS 2
#endif
#define TILE_VECTORS 4
#define PANEL (TILE_VECTORS * LANES)

/*
 * C = start + A panel, for a few rows of C and the columns of one panel.
 * a: element (row, k) at row * a_stride + k, or at k * a_stride + row.
 * panel: [inner][vectors * LANES], rows panel_stride apart. start: rows start_stride apart (0: the same for all).
 */
typedef void Tile(const f32 *a, size_t a_stride, const f32 *panel, size_t panel_stride, u32 inner, const f32 *start,
                  size_t start_stride, f32 *c, size_t c_stride);

INLINE void tile_body(const u32 rows, const u32 vectors, const u32 a_is_transposed, const f32 *a, size_t a_stride,
                      const f32 *panel, size_t panel_stride, u32 inner, const f32 *start, size_t start_stride,
                      f32 *c, size_t c_stride) {
  vec sums[TILE_ROWS][TILE_VECTORS];
#pragma GCC unroll 8
  for (u32 row = 0; row < rows; row++)
#pragma GCC unroll 4
    for (u32 v = 0; v < vectors; v++) sums[row][v] = vec_load(start + row * start_stride + v * LANES);
  for (u32 k = 0; k < inner; k++) {
    vec b[TILE_VECTORS];
#pragma GCC unroll 4
    for (u32 v = 0; v < vectors; v++) b[v] = vec_load(panel + v * LANES);
#pragma GCC unroll 8
    for (u32 row = 0; row < rows; row++) {
      vec factor = vec_splat(a_is_transposed ? a[row] : a[row * a_stride]);
#pragma GCC unroll 4
      for (u32 v = 0; v < vectors; v++) sums[row][v] = vec_fma(factor, b[v], sums[row][v]);
    }
    panel += panel_stride;
    a += a_is_transposed ? a_stride : 1;
  }
#pragma GCC unroll 8
  for (u32 row = 0; row < rows; row++)
#pragma GCC unroll 4
    for (u32 v = 0; v < vectors; v++) vec_store(c + row * c_stride + v * LANES, sums[row][v]);
}

#define DEFINE_TILE(rows, vectors, transposed)                                                                          \
  static __attribute__((noinline)) void tile_##rows##_##vectors##_##transposed(                                  \
      const f32 *a, size_t a_stride, const f32 *panel, size_t panel_stride, u32 inner, const f32 *start,         \
      size_t start_stride, f32 *c, size_t c_stride) {                                                            \
    tile_body(rows, vectors, transposed, a, a_stride, panel, panel_stride, inner, start, start_stride, c, c_stride); \
  }
#define TILES_OF(rows) TILES_BY(rows, 0) TILES_BY(rows, 1)
#define TILES_BY(rows, t) \
  DEFINE_TILE(rows, 1, t) DEFINE_TILE(rows, 2, t) DEFINE_TILE(rows, 3, t) DEFINE_TILE(rows, 4, t)
#define NAMES_OF(rows) {NAMES_BY(rows, 0), NAMES_BY(rows, 1)}
#define NAMES_BY(rows, t) {tile_##rows##_1_##t, tile_##rows##_2_##t, tile_##rows##_3_##t, tile_##rows##_4_##t}

TILES_OF(1)
TILES_OF(2)
#if TILE_ROWS > 2
TILES_OF(3)
#endif
#if TILE_ROWS > 3
TILES_OF(4)
TILES_OF(5)
TILES_OF(6)
#endif

static Tile *const tiles[TILE_ROWS][2][TILE_VECTORS] = {
    NAMES_OF(1),
    NAMES_OF(2),
#if TILE_ROWS > 2
    NAMES_OF(3),
#endif
#if TILE_ROWS > 3
    NAMES_OF(4),
    NAMES_OF(5),
    NAMES_OF(6),
#endif
};
