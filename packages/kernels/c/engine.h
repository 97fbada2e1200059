// How gemm and the LSTM multiply: on the vector unit, or on the matrix unit in the build that has one.
//
// A left factor is made ready for a few products; a right one is packed once for many of them, or is a panel of
// columns that serves where it lies.
#pragma once
#include "product.h"

#if defined(__AMX_BF16__)
#include "amx.h"

#define RUN_ROWS 32 // rows of a left factor that one product for the gates takes

typedef struct {
  const u32 *tiles;
} LeftFactor;
typedef struct {
  const u32 *tiles;
  u32 columns;
} RightPanel;

/* Every part that multiplies begins and ends with these. */
INLINE void engine_begin(void) { amx_begin(); }
INLINE void engine_end(void) { amx_end(); }

/* Bytes of a left factor that is ready, of a packed right one, and of one panel. */
INLINE size_t left_bytes(u32 rows, u32 inner) { return amx_packed_words(rows, inner) * 4; }
INLINE size_t right_bytes(u32 columns, u32 inner) { return amx_packed_words(columns, inner) * 4; }
INLINE size_t right_panel_bytes(u32 inner) { return right_bytes(PANEL, inner); }

INLINE LeftFactor left_factor(const Left *a, u32 rows, u32 inner, void *space) {
  amx_pack(space, a->data, NULL, a->stride, rows, inner, a->is_transposed, 0);
  return (LeftFactor){space};
}

/* How many of the rows that are left the next run takes. */
INLINE u32 next_run_rows(u32 left) { return minimum(left, RUN_ROWS); }

/* A right factor is packed by units of columns. */
INLINE u32 right_units(u32 columns) { return divide_up(columns, TILE); }
INLINE void pack_right(void *packed, const Right *b, u32 inner, u32 columns, Range units) {
  for (u32 unit = units.start; unit < units.end; unit++) {
    u32 column = unit * TILE;
    size_t at = b->is_transposed ? column * b->stride : column;
    amx_pack((u32 *)packed + amx_packed_words(column, inner), b->data + at, b->mask ? b->mask + at : NULL, b->stride,
             minimum(TILE, columns - column), inner, !b->is_transposed, 1);
  }
}

/* Packs `columns` of each of four gates, which lie `gate_stride` apart: a right factor of PANEL columns. */
INLINE void pack_gates(void *packed, const Right *b, size_t gate_stride, u32 inner, u32 columns) {
  for (u32 gate = 0; gate < 4; gate++) {
    size_t at = gate * gate_stride;
    amx_pack((u32 *)packed + gate * amx_packed_words(TILE, inner), b->data + at, b->mask ? b->mask + at : NULL,
             b->stride, columns, inner, 1, 1);
  }
}

/* C[rows, columns] = A B, or adds it to C. */
INLINE void multiply(const LeftFactor *a, u32 rows, u32 inner, const void *packed, u32 columns, u32 accumulate, f32 *c,
                     size_t c_stride) {
  amx_multiply(c, c_stride, a->tiles, packed, rows, columns, inner, accumulate);
}

/* sums[the run's rows][PANEL] = A B plus a row of `start`, or plus what they were. */
INLINE void multiply_run(const LeftFactor *a, Range run, u32 inner, const void *packed, const f32 *start, f32 *sums) {
  u32 rows = run.end - run.start;
  for (u32 row = 0; start && row < rows; row++)
    for (u32 gate = 0; gate < 4; gate++)
      vec_store(sums + row * PANEL + gate * LANES, vec_load(start + gate * LANES));
  amx_multiply(sums, PANEL, a->tiles + amx_packed_words(run.start, inner), packed, rows, PANEL, inner, 1);
}

INLINE RightPanel right_panel(const Panel *panel, u32 inner, void *space) {
  amx_pack(space, panel->data, NULL, panel->stride, panel->columns, inner, 1, 1);
  return (RightPanel){space, panel->columns};
}

/* C[rows, the panel's columns] += A panel. */
INLINE void add_panel(const LeftFactor *a, u32 rows, u32 inner, const RightPanel *panel, f32 *c, size_t c_stride) {
  amx_multiply(c, c_stride, a->tiles, panel->tiles, rows, panel->columns, inner, 1);
}

#else

#define RUN_ROWS TILE_ROWS

typedef Left LeftFactor;
typedef Panel RightPanel;

INLINE void engine_begin(void) {}
INLINE void engine_end(void) {}

INLINE size_t left_bytes(u32 rows, u32 inner) { return (size_t)inner * odd_stride(rows) * 4; }
INLINE size_t right_bytes(u32 columns, u32 inner) { return (size_t)round_up(columns, LANES) * inner * 4; }
INLINE size_t right_panel_bytes(u32 inner) {
  (void)inner;
  return 0;
}

/* The lines of a transposed factor are copied if so many fall on the same places of the first-level cache. */
INLINE LeftFactor left_factor(const Left *a, u32 rows, u32 inner, void *space) {
  if (!a->is_transposed || a->stride % 64 != 0) return *a;
  Left copy = {space, odd_stride(rows), 1};
  for (u32 k = 0; k < inner; k++)
    for (u32 row = 0; row < rows; row += LANES)
      vec_store((f32 *)space + k * copy.stride + row,
                vec_load_count(a->data + k * a->stride + row, minimum(LANES, rows - row)));
  return copy;
}

INLINE u32 next_run_rows(u32 left) { return next_run(left, RUN_ROWS); }

INLINE u32 right_units(u32 columns) { return panels_of(columns); }
INLINE void pack_right(void *packed, const Right *b, u32 inner, u32 columns, Range units) {
  pack_panels(packed, b, inner, columns, units);
}

INLINE void pack_gates(void *packed, const Right *b, size_t gate_stride, u32 inner, u32 columns) {
  for (u32 k = 0; k < inner; k++)
    for (u32 gate = 0; gate < 4; gate++)
      vec_store((f32 *)packed + (k * 4 + gate) * LANES, right_load(b, k * b->stride + gate * gate_stride, columns));
}

INLINE void multiply(const LeftFactor *a, u32 rows, u32 inner, const void *packed, u32 columns, u32 accumulate, f32 *c,
                     size_t c_stride) {
  multiply_packed(a, rows, inner, packed, columns, accumulate ? c : zeros, accumulate ? c_stride : 0, c, c_stride);
}

INLINE void multiply_run(const LeftFactor *a, Range run, u32 inner, const void *packed, const f32 *start, f32 *sums) {
  Tile *tile = tiles[run.end - run.start - 1][0][TILE_VECTORS - 1];
  tile(a->data + run.start * a->stride, a->stride, packed, PANEL, inner, start ? start : sums, start ? 0 : PANEL, sums,
       PANEL);
}

INLINE RightPanel right_panel(const Panel *panel, u32 inner, void *space) {
  (void)inner, (void)space;
  return *panel;
}

INLINE void add_panel(const LeftFactor *a, u32 rows, u32 inner, const RightPanel *panel, f32 *c, size_t c_stride) {
  multiply_panel(a, rows, inner, panel, c, c_stride, c, c_stride);
}

#endif
