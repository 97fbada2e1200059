// Products of blocks that lie in the caches: panels of the right factor against all rows of the left one.
#pragma once
#include "pack.h"

// So much of a panel stays in the first-level cache while every row passes by.
#define INNER_BLOCK 128

static const f32 zeros[PANEL] __attribute__((aligned(64)));

/* How many of the `left` things the next run takes: runs are of at most `most`, and as even as can be. */
INLINE u32 next_run(u32 left, u32 most) { return divide_up(left, divide_up(left, most)); }

/* A left factor: element (row, k) at row * stride + k, or transposed at k * stride + row. */
typedef struct {
  const f32 *data;
  size_t stride;
  u32 is_transposed;
} Left;

INLINE const f32 *left_at(const Left *left, u32 row, u32 k) {
  return left->is_transposed ? left->data + k * left->stride + row : left->data + row * left->stride + k;
}

/* Copies rows of a few vectors, whose last lanes may not be there: they are read as zeros, and not written. */
INLINE void load_edge(f32 *edge, const f32 *from, size_t stride, u32 rows, u32 columns) {
  for (u32 row = 0; row < rows; row++)
    for (u32 column = 0; column < columns; column += LANES)
      vec_store(edge + row * PANEL + column, vec_load_count(from + row * stride + column, minimum(LANES, columns - column)));
}
INLINE void store_edge(f32 *to, size_t stride, const f32 *edge, u32 rows, u32 columns) {
  for (u32 row = 0; row < rows; row++)
    for (u32 column = 0; column < columns; column += LANES)
      vec_store_count(to + row * stride + column, vec_load(edge + row * PANEL + column), minimum(LANES, columns - column));
}

/* A panel of the right factor: `vectors` of columns, of which only `columns` are the matrix's; rows lie `stride` apart. */
typedef struct {
  const f32 *data;
  size_t stride;
  u32 vectors, columns;
} Panel;

/* C[rows, columns] = start + A[rows, inner] panel. */
static void multiply_panel(const Left *a, u32 rows, u32 inner, const Panel *panel, const f32 *start,
                           size_t start_stride, f32 *c, size_t c_stride) {
  f32 edge[TILE_ROWS * PANEL] __attribute__((aligned(64)));
  for (u32 row = 0, count; row < rows; row += count) {
    count = next_run(rows - row, TILE_ROWS);
    Tile *tile = tiles[count - 1][a->is_transposed][panel->vectors - 1];
    const f32 *left = left_at(a, row, 0);
    const f32 *from = start + row * start_stride;
    f32 *to = c + row * c_stride;
    if (panel->columns == panel->vectors * LANES) {
      tile(left, a->stride, panel->data, panel->stride, inner, from, start_stride, to, c_stride);
    } else {
      load_edge(edge, from, start_stride, count, panel->columns);
      tile(left, a->stride, panel->data, panel->stride, inner, edge, PANEL, edge, PANEL);
      store_edge(to, c_stride, edge, count, panel->columns);
    }
  }
}

/* C[rows, columns] = start + A[rows, inner] B, with all of B packed in panels of depth `inner`. */
static inline void multiply_packed(const Left *a, u32 rows, u32 inner, const f32 *packed, u32 columns, const f32 *start,
                            size_t start_stride, f32 *c, size_t c_stride) {
  for (u32 k = 0; k < maximum(1, inner); k += INNER_BLOCK) {
    u32 depth = minimum(INNER_BLOCK, inner - k);
    Left block = {left_at(a, 0, k), a->stride, a->is_transposed};
    for (u32 index = 0; index < panels_of(columns); index++) {
      Range vectors = panel_of(columns, index);
      u32 width = (vectors.end - vectors.start) * LANES, first = vectors.start * LANES;
      Panel panel = {packed + (size_t)first * inner + (size_t)k * width, width, width / LANES,
                     minimum(width, columns - first)};
      const f32 *from = k ? c + first : start == zeros ? zeros : start + first;
      multiply_panel(&block, rows, depth, &panel, from, k ? c_stride : start_stride, c + first, c_stride);
    }
  }
}
