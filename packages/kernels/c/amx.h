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

/* C [rows, columns] (+)= A B of packed factors: whole tiles where they fit, bit by bit, and the edges from a copy. */
typedef struct {
  AmxProduct whole;
  const u32 *a, *b;
  f32 *c;
  u32 rows, columns, right, bottom; // behind right and bottom are the edges
} AmxMultiplication;

/* calls: how often it is told to go on before it must be finished. */
INLINE AmxMultiplication amx_multiply(f32 *c, size_t stride, const u32 *a, const u32 *b, u32 rows, u32 columns,
                                      u32 inner, u32 accumulate, u32 calls) {
  u32 steps = amx_steps(inner), right = columns / TILE * TILE, bottom = right ? rows / TILE * TILE : 0;
  AmxProduct whole = {.a = a,
                      .b = b,
                      .c = c,
                      .stride = stride,
                      .strip = (size_t)steps * STEP_PAIRS,
                      .rows = bottom,
                      .columns = right,
                      .left = right,
                      .steps = steps,
                      .accumulate = accumulate,
                      .pace = divide_up(amx_bits(bottom, right, steps), maximum(calls, 1))};
  return (AmxMultiplication){whole, a, b, c, rows, columns, right, bottom};
}

static void amx_finish(AmxMultiplication *m) {
  size_t strip = m->whole.strip, stride = m->whole.stride;
  amx_go_on(&m->whole, 0xffffffffu);
  for (u32 row = 0; row < m->rows; row += TILE) {
    for (u32 column = row < m->bottom ? m->right : 0; column < m->columns; column += TILE) {
      amx_block_edge(m->c + row * stride + column, stride, minimum(TILE, m->rows - row),
                     minimum(TILE, m->columns - column), m->a + row / TILE * strip, m->b + column / TILE * strip,
                     m->whole.steps, m->whole.accumulate);
    }
  }
  m->rows = 0;
}
