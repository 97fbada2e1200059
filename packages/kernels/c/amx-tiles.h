/*
 * Products of float32 matrices on the matrix unit (Intel AMX), which multiplies bfloat16 alone.
 *
 * A float32 is the sum of three bfloat16 (8 significant bits each, cut off): x = x0 + x1 + x2. Of the nine products of
 * two such sums the six with i + j <= 2 are taken; those left out are below 2^-21 of a product
 * and 2^-24 on average, so the result is as exact as float32 arithmetic (measured: its error is about half that
 * of a chain of fused multiply-adds), at more than twice the speed of the vector unit. The scheme: Henry, Tang and Heinecke,
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

/* Blocks of k; without any there is one of zeros. */
INLINE u32 amx_steps(u32 inner) { return maximum(1, divide_up(inner, TILE_INNER)); }

/* 32-bit words that rows (or columns) x inner take when packed. */
INLINE size_t amx_packed_words(u32 rows, u32 inner) {
  return (size_t)divide_up(rows, TILE) * amx_steps(inner) * STEP_PAIRS;
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

#define LOAD_A(part) _tile_loadd(4, a0 + (part) * TILE_PAIRS, 64); _tile_loadd(5, a1 + (part) * TILE_PAIRS, 64);
#define LOAD_B(part) _tile_loadd(6, b0 + (part) * TILE_PAIRS, 64); _tile_loadd(7, b1 + (part) * TILE_PAIRS, 64);
#define MULTIPLY _tile_dpbf16ps(0, 4, 6); _tile_dpbf16ps(1, 4, 7); _tile_dpbf16ps(2, 5, 6); _tile_dpbf16ps(3, 5, 7);
#define LOAD_ONE_A(part) _tile_loadd(4, a + (part) * TILE_PAIRS, 64);
