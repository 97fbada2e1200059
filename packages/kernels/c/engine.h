// How gemm and the LSTM multiply: on the vector unit, or on the matrix unit in the build that has one.
//
// A left factor is made ready for a few products; a right one is packed once for many of them, or is a panel of
// columns that serves where it lies.
#pragma once
#include "product.h"

#if defined(__AMX_BF16__)
#include "amx.h"
typedef struct {
  const u32 *tiles;
} LeftFactor;
#else
typedef Left LeftFactor;
#endif

/*
 * C[rows, columns] = start + A B, or C + A B. C is written in whole vectors, and in product_space(rows) rows. Behind
 * the packed B there may be another right factor, of `more` columns: its product stands behind the first's whole
 * vectors.
 */
typedef struct {
  const LeftFactor *a;
  Range rows; // of a
  u32 inner;
  const void *packed;
  u32 columns, more;
  const f32 *start; // NULL, or a row of numbers
  u32 accumulate;
  f32 *c;
  size_t stride;
  u32 calls; // how often the product is told to go on before it must be finished
} ProductOrder;

#if defined(__AMX_BF16__)

#define RUN_ROWS 32  // rows of a product that goes on step by step
#define INNER_UNIT 32 // a second factor begins at a multiple of so many k

/* Every part that multiplies begins and ends with these. */
INLINE void engine_begin(void) { amx_begin(); }
INLINE void engine_end(void) { amx_end(); }

/* Bytes of a left factor that is ready, and of a packed right one. */
INLINE size_t left_bytes(u32 rows, u32 inner) { return amx_packed_words(rows, inner) * 4; }
INLINE size_t right_bytes(u32 columns, u32 inner) { return amx_packed_words(columns, inner) * 4; }

/* A product that goes on while its maker does other things. */
typedef AmxProduct Product;
INLINE Product product_start(const ProductOrder *p) {
  u32 steps = amx_steps(p->inner), columns = p->more ? round_up(p->columns, TILE) + p->more : p->columns;
  return (AmxProduct){.a = p->a->tiles + amx_packed_words(p->rows.start, p->inner),
                      .b = p->packed,
                      .start = p->start,
                      .c = p->c,
                      .stride = p->stride,
                      .strip = (size_t)steps * STEP_PAIRS,
                      .rows = p->rows.end - p->rows.start,
                      .columns = columns,
                      .left = columns,
                      .steps = steps,
                      .accumulate = p->accumulate,
                      .pace = divide_up(amx_bits(p->rows.end - p->rows.start, columns, steps), maximum(p->calls, 1))};
}

/* `rows` are divided into so many for each product, where one goes on while the other's numbers are used. */
INLINE u32 product_rows(u32 rows) { return divide_up(rows, maximum(divide_up(rows, RUN_ROWS), rows > TILE ? 2 : 1)); }
/* Rows of C that a product of `rows` writes. */
INLINE u32 product_space(u32 rows) { return rows > TILE ? 2 * TILE : TILE; }
INLINE void product_go_on(Product *product) { amx_go_on(product, product->pace); }
INLINE void product_finish(Product *product) { amx_go_on(product, 0xffffffffu); }

/* `meanwhile` goes on, if there is one. */
INLINE LeftFactor left_factor(const Left *a, u32 rows, u32 inner, void *space, Product *meanwhile) {
  amx_pack(space, amx_packed_words(TILE, inner), a->data, NULL, a->stride, rows, inner, a->is_transposed, 0, meanwhile);
  return (LeftFactor){space};
}

/* How many of the rows that are left the next run takes: each begins at a tile. */
INLINE u32 next_rows(u32 left, u32 most) { return minimum(left, most); }

/* A right factor is packed by units of columns. */
INLINE u32 right_units(u32 columns) { return divide_up(columns, TILE); }
INLINE void pack_right(void *packed, const Right *b, u32 inner, u32 columns, Range units) {
  for (u32 unit = units.start; unit < units.end; unit++) {
    u32 column = unit * TILE;
    size_t at = b->is_transposed ? column * b->stride : column;
    amx_pack((u32 *)packed + amx_packed_words(column, inner), 0, b->data + at, b->mask ? b->mask + at : NULL, b->stride,
             minimum(TILE, columns - column), inner, !b->is_transposed, 1, NULL);
  }
}

/*
 * Packs `columns` of each of four gates, which lie `gate_stride` apart, as some rows of a right factor of PANEL columns
 * and of depth `inner`.
 */
INLINE void pack_gates(void *packed, const Right *b, size_t gate_stride, u32 inner, Range rows, u32 columns) {
  size_t strip = amx_packed_words(TILE, inner);
  u32 *to = (u32 *)packed + rows.start / TILE_INNER * STEP_PAIRS;
  for (u32 gate = 0; gate < 4; gate++) {
    size_t at = gate * gate_stride;
    amx_pack(to + gate * strip, strip, b->data + at, b->mask ? b->mask + at : NULL, b->stride, columns,
             rows.end - rows.start, 1, 1, NULL);
  }
}

/* C[rows, columns] = A B, or adds it to C, of any shape; `going_on` is what may be given to left_factor meanwhile. */
typedef AmxMultiplication Multiplication;
INLINE Multiplication multiply(const LeftFactor *a, u32 rows, u32 inner, const void *packed, u32 columns,
                               u32 accumulate, f32 *c, size_t c_stride, u32 calls) {
  return amx_multiply(c, c_stride, a->tiles, packed, rows, columns, inner, accumulate, calls);
}
INLINE Product *going_on(Multiplication *m) { return m->rows > 0 ? &m->whole : NULL; }
INLINE void multiply_finish(Multiplication *m) {
  if (m->rows > 0) amx_finish(m);
}

/* Packs a few columns: a right factor. */
INLINE void pack_columns(void *packed, const f32 *from, size_t stride, u32 inner, u32 columns, Product *meanwhile) {
  amx_pack(packed, amx_packed_words(TILE, inner), from, NULL, stride, columns, inner, 1, 1, meanwhile);
}

#else

#define RUN_ROWS TILE_ROWS
#define INNER_UNIT 1

INLINE void engine_begin(void) {}
INLINE void engine_end(void) {}

INLINE size_t left_bytes(u32 rows, u32 inner) { return (size_t)inner * odd_stride(rows) * 4; }
INLINE size_t right_bytes(u32 columns, u32 inner) { return (size_t)round_up(columns, LANES) * inner * 4; }

/* The vector unit has nothing else to do meanwhile: a product is finished where it starts. */
typedef struct {
  u32 none;
} Product;
INLINE Product product_start(const ProductOrder *p) {
  Left left = {left_at(p->a, p->rows.start, 0), p->a->stride, p->a->is_transposed};
  u32 count = p->rows.end - p->rows.start, columns = round_up(p->columns, LANES);
  const f32 *start = p->accumulate ? p->c : p->start ? p->start : zeros;
  // The LSTM's runs go through all of inner at once: in blocks of it, their sums would be stored and loaded again.
  if (columns == PANEL && count <= TILE_ROWS)
    tiles[count - 1][left.is_transposed][TILE_VECTORS - 1](left.data, left.stride, p->packed, PANEL, p->inner, start,
                                                            p->accumulate ? p->stride : 0, p->c, p->stride);
  else
    multiply_packed(&left, count, p->inner, p->packed, columns, start, p->accumulate ? p->stride : 0, p->c, p->stride);
  if (p->more)
    multiply_packed(&left, count, p->inner, (const f32 *)p->packed + (size_t)columns * p->inner,
                    round_up(p->more, LANES), zeros, 0, p->c + columns, p->stride);
  return (Product){0};
}
INLINE u32 product_rows(u32 rows) { return rows; }
INLINE u32 product_space(u32 rows) { return rows; }
INLINE void product_go_on(Product *product) { (void)product; }
INLINE void product_finish(Product *product) { (void)product; }

/* The lines of a transposed factor are copied if so many fall on the same places of the first-level cache. */
INLINE LeftFactor left_factor(const Left *a, u32 rows, u32 inner, void *space, Product *meanwhile) {
  (void)meanwhile;
  if (!a->is_transposed || a->stride % 64 != 0) return *a;
  Left copy = {space, odd_stride(rows), 1};
  for (u32 k = 0; k < inner; k++)
    for (u32 row = 0; row < rows; row += LANES)
      vec_store((f32 *)space + k * copy.stride + row,
                vec_load_count(a->data + k * a->stride + row, minimum(LANES, rows - row)));
  return copy;
}

INLINE u32 next_rows(u32 left, u32 most) { return next_run(left, most); }

INLINE u32 right_units(u32 columns) { return panels_of(columns); }
INLINE void pack_right(void *packed, const Right *b, u32 inner, u32 columns, Range units) {
  pack_panels(packed, b, inner, columns, units);
}

INLINE void pack_gates(void *packed, const Right *b, size_t gate_stride, u32 inner, Range rows, u32 columns) {
  (void)inner;
  for (u32 k = rows.start; k < rows.end; k++)
    for (u32 gate = 0; gate < 4; gate++)
      vec_store((f32 *)packed + (k * 4 + gate) * LANES,
                right_load(b, (k - rows.start) * b->stride + gate * gate_stride, columns));
}

typedef struct {
  u32 none;
} Multiplication;
INLINE Multiplication multiply(const LeftFactor *a, u32 rows, u32 inner, const void *packed, u32 columns,
                               u32 accumulate, f32 *c, size_t c_stride, u32 calls) {
  (void)calls;
  multiply_packed(a, rows, inner, packed, columns, accumulate ? c : zeros, accumulate ? c_stride : 0, c, c_stride);
  return (Multiplication){0};
}
INLINE Product *going_on(Multiplication *m) {
  (void)m;
  return NULL;
}
INLINE void multiply_finish(Multiplication *m) { (void)m; }

INLINE void pack_columns(void *packed, const f32 *from, size_t stride, u32 inner, u32 columns, Product *meanwhile) {
  (void)meanwhile;
  u32 width = round_up(columns, LANES);
  for (u32 row = 0; row < inner; row++)
    for (u32 column = 0; column < columns; column += LANES)
      vec_store((f32 *)packed + row * width + column,
                vec_load_count(from + row * stride + column, minimum(LANES, columns - column)));
}

#endif
