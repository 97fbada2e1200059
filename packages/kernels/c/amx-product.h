// Products on the matrix unit that are worked off bit by bit, between other work.
#pragma once
#include "amx-tiles.h"

/*
 * A product that is worked off bit by bit: the matrix unit multiplies while the vector unit does what stands between
 * the calls, as far as the processor looks ahead. C is written in whole blocks. A bit multiplies four tiles,
 * after it has loaded what they need; six make up a step of TILE_INNER.
 */
typedef struct {
  const u32 *a, *b;        // of the step at hand
  const f32 *start;        // NULL, or what each row of the block begins with
  f32 *c;                  // of the block at hand
  size_t stride, strip;    // from one row of C, and from one strip of the factors, to the next
  u32 rows, left;          // rows and columns that are left, with those of the block at hand
  u32 columns;             // of C
  u32 steps, step, bit;
  u32 accumulate;
  u32 pace;                // bits for each call
} AmxProduct;

/* Blocks are of 32 x 32, or where no more than 16 rows are left of 16 x 64. */
INLINE u32 amx_is_tall(const AmxProduct *p) { return p->rows > TILE; }
INLINE u32 amx_block_columns(u32 is_tall) { return is_tall ? 2 * TILE : 4 * TILE; }

/* What the tiles of C begin with; of those behind the last column nothing is stored. */
INLINE void amx_start_block(const AmxProduct *p) {
  const f32 *from = p->accumulate ? p->c : p->start;
  size_t row = p->accumulate ? p->stride * 4 : 0, below = p->accumulate ? TILE * p->stride : 0;
  if (!from) {
    _tile_zero(0); _tile_zero(1); _tile_zero(2); _tile_zero(3);
    return;
  }
  _tile_loadd(0, from, row);
  if (p->left > TILE) _tile_loadd(1, from + TILE, row);
  if (amx_is_tall(p)) {
    _tile_loadd(2, from + below, row);
    if (p->left > TILE) _tile_loadd(3, from + below + TILE, row);
  } else {
    if (p->left > 2 * TILE) _tile_loadd(2, from + 2 * TILE, row);
    if (p->left > 3 * TILE) _tile_loadd(3, from + 3 * TILE, row);
  }
}

INLINE void amx_store_block(const AmxProduct *p) {
  f32 *c = p->c;
  size_t row = p->stride * 4;
  _tile_stored(0, c, row);
  if (p->left > TILE) _tile_stored(1, c + TILE, row);
  if (amx_is_tall(p)) {
    _tile_stored(2, c + TILE * p->stride, row);
    if (p->left > TILE) _tile_stored(3, c + TILE * p->stride + TILE, row);
  } else {
    if (p->left > 2 * TILE) _tile_stored(2, c + 2 * TILE, row);
    if (p->left > 3 * TILE) _tile_stored(3, c + 3 * TILE, row);
  }
}

/* Goes to the next step of a block, to the next block, or to the next rows. */
INLINE void amx_next_step(AmxProduct *p) {
  p->bit = 0;
  p->a += STEP_PAIRS;
  p->b += STEP_PAIRS;
  if (++p->step < p->steps) return;
  amx_store_block(p);
  u32 is_tall = amx_is_tall(p), columns = amx_block_columns(is_tall);
  p->step = 0;
  p->a -= p->strip;
  p->b += (columns / TILE - 1) * p->strip;
  p->c += columns;
  if (p->start) p->start += columns;
  if (p->left > columns) {
    p->left -= columns;
    return;
  }
  u32 done = round_up(p->columns, columns), rows = is_tall ? 2 * TILE : TILE;
  p->b -= done / TILE * p->strip;
  p->c += rows * p->stride - done;
  if (p->start) p->start -= done;
  p->a += rows / TILE * p->strip;
  p->rows -= minimum(rows, p->rows);
  p->left = p->columns;
}

#define STRIP(index) ((index) * TILE < p->left ? (index) * p->strip : 0)
#define COLUMN(tile, b_tile, part) \
  _tile_loadd(b_tile, b + STRIP(tile) + (part) * TILE_PAIRS, 64); _tile_dpbf16ps(tile, 4, b_tile);

#define FOUR_COLUMNS(part) COLUMN(0, 5, part) COLUMN(1, 6, part) COLUMN(2, 7, part) COLUMN(3, 5, part)

/* Some bits. The order of each number's sums does not depend on its block: small terms first. */
static __attribute__((noinline)) void amx_go_on(AmxProduct *p, u32 bits) {
  for (; bits > 0 && p->rows > 0; bits--) {
    if (p->step == 0 && p->bit == 0) amx_start_block(p);
    const u32 *a = p->a, *b = p->b, *a0 = a, *a1 = a + p->strip, *b0 = b, *b1 = b + STRIP(1);
    if (amx_is_tall(p)) {
      switch (p->bit++) {
        case 0: LOAD_A(2) LOAD_B(0) MULTIPLY break;
        case 1: LOAD_A(1) MULTIPLY break;
        case 2: LOAD_B(1) MULTIPLY break;
        case 3: LOAD_A(0) MULTIPLY break;
        case 4: LOAD_B(2) MULTIPLY break;
        default: LOAD_B(0) MULTIPLY amx_next_step(p);
      }
    } else {
      switch (p->bit++) {
        case 0: LOAD_ONE_A(2) FOUR_COLUMNS(0) break;
        case 1: LOAD_ONE_A(1) FOUR_COLUMNS(0) break;
        case 2: FOUR_COLUMNS(1) break;
        case 3: LOAD_ONE_A(0) FOUR_COLUMNS(1) break;
        case 4: FOUR_COLUMNS(2) break;
        default: FOUR_COLUMNS(0) amx_next_step(p);
      }
    }
  }
}

/* How many bits a product has. */
INLINE u32 amx_bits(u32 rows, u32 columns, u32 steps) {
  u32 over = rows % (2 * TILE), tall = rows / (2 * TILE) + (over > TILE), wide = over > 0 && over <= TILE;
  return 6 * steps * (tall * divide_up(columns, 2 * TILE) + wide * divide_up(columns, 4 * TILE));
}
