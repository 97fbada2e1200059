// Whole products on the matrix unit, into memory of any shape.
#pragma once
#include "amx-pack.h"

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

/* C [rows, columns] (+)= A B of packed factors: whole tiles where they fit, and the edges from a copy. */
static void amx_multiply(f32 *c, size_t stride, const u32 *a, const u32 *b, u32 rows, u32 columns, u32 inner,
                         u32 accumulate) {
  u32 steps = divide_up(inner, TILE_INNER), right = columns / TILE * TILE, bottom = right ? rows / TILE * TILE : 0;
  size_t strip = (size_t)steps * STEP_PAIRS;
  AmxProduct whole = {.a = a,
                      .b = b,
                      .c = c,
                      .stride = stride,
                      .strip = strip,
                      .rows = bottom,
                      .columns = right,
                      .left = right,
                      .steps = steps,
                      .accumulate = accumulate};
  amx_go_on(&whole, 0xffffffffu);
  for (u32 row = 0; row < rows; row += TILE) {
    for (u32 column = row < bottom ? right : 0; column < columns; column += TILE) {
      amx_block_edge(c + row * stride + column, stride, minimum(TILE, rows - row), minimum(TILE, columns - column),
                     a + row / TILE * strip, b + column / TILE * strip, steps, accumulate);
    }
  }
}
