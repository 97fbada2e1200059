// Moving numbers: fill, transpose, blocks of tensors, and y += a x.
#include "elements.h"
#include "pack.h"

static void fill_plan(const fill_arguments *f, u32 threads, Plan *plan) {
  plan->phases = 1;
  plan->parts[0] = element_parts(f->count, threads);
}
static void fill_work(const fill_arguments *f, const Share *share) {
  Range range = range_of(f->count, ELEMENT_UNIT, share->part, share->parts);
  f32 *output = F32(f->output);
  for (u32 i = range.start; i < range.end; i++) output[i] = f->value;
}

static void axpy_plan(const axpy_arguments *a, u32 threads, Plan *plan) {
  plan->phases = 1;
  plan->parts[0] = element_parts(a->count, threads);
}
static void axpy_work(const axpy_arguments *a, const Share *share) {
  Range range = range_of(a->count, ELEMENT_UNIT, share->part, share->parts);
  const f32 *x = F32(a->x);
  f32 *y = F32(a->y);
  vec factor = vec_splat(a->factor);
  u32 i = range.start;
  for (; i + LANES <= range.end; i += LANES) vec_store(y + i, vec_fma(factor, vec_load(x + i), vec_load(y + i)));
  u32 rest = range.end - i;
  if (rest == 0) return;
  vec sum = vec_fma(factor, vec_load_partial(x + i, rest), vec_load_partial(y + i, rest));
  vec_store_partial(y + i, sum, rest);
}

/* Rows of copy_strided's block: all but the last axis. */
INLINE u32 copy_rows_of(const copy_strided_arguments *c) { return c->size0 * c->size1 * c->size2; }

static void copy_strided_plan(const copy_strided_arguments *c, u32 threads, Plan *plan) {
  plan->phases = 1;
  plan->parts[0] = element_parts(copy_rows_of(c) * c->size3, threads);
}
static void copy_strided_work(const copy_strided_arguments *c, const Share *share) {
  Range rows = {0, copy_rows_of(c)}, columns = {0, c->size3};
  if (rows.end >= share->parts) rows = range_of(rows.end, 1, share->part, share->parts);
  else columns = range_of(c->size3, ELEMENT_UNIT, share->part, share->parts);
  size_t bytes = (columns.end - columns.start) * 4;
  for (u32 row = rows.start; row < rows.end; row++) {
    u32 second = row / c->size2, i2 = row % c->size2;
    u32 i0 = second / c->size1, i1 = second % c->size1;
    const f32 *from = F32(c->input) + i0 * c->input_stride0 + i1 * c->input_stride1 + i2 * c->input_stride2;
    f32 *to = F32(c->output) + i0 * c->output_stride0 + i1 * c->output_stride1 + i2 * c->output_stride2;
    __builtin_memcpy(to + columns.start, from + columns.start, bytes);
  }
}

INLINE void transpose_square(const f32 *from, size_t from_stride, f32 *to, size_t to_stride) {
  vec square[LANES];
#pragma GCC unroll 16
  for (u32 row = 0; row < LANES; row++) square[row] = vec_load(from + row * from_stride);
  transpose(square);
#pragma GCC unroll 16
  for (u32 row = 0; row < LANES; row++) vec_store(to + row * to_stride, square[row]);
}

// A strip of output rows is as wide as that: what it reads of each input row is a few cache lines.
#define TRANSPOSE_STRIP 32

static void transpose2d_plan(const transpose2d_arguments *t, u32 threads, Plan *plan) {
  plan->phases = 1;
  u32 strips = t->batches * divide_up(t->columns, TRANSPOSE_STRIP);
  plan->parts[0] = minimum(element_parts(t->batches * t->rows * t->columns, threads), maximum(1, strips));
}

static void transpose2d_work(const transpose2d_arguments *t, const Share *share) {
  u32 strips = divide_up(t->columns, TRANSPOSE_STRIP), rows = t->rows, columns = t->columns;
  Range range = range_of(t->batches * strips, 1, share->part, share->parts);
  for (u32 index = range.start; index < range.end; index++) {
    const f32 *input = F32(t->input) + (size_t)(index / strips) * rows * columns;
    f32 *output = F32(t->output) + (size_t)(index / strips) * rows * columns;
    u32 start = index % strips * TRANSPOSE_STRIP, end = minimum(start + TRANSPOSE_STRIP, columns);
    for (u32 row = 0; row < rows; row += LANES) {
      u32 column = start;
      for (; row + LANES <= rows && column + LANES <= end; column += LANES)
        transpose_square(input + (size_t)row * columns + column, columns, output + (size_t)column * rows + row, rows);
      for (; column < end; column++)
        for (u32 i = row; i < minimum(row + LANES, rows); i++)
          output[(size_t)column * rows + i] = input[(size_t)i * columns + column];
    }
  }
}
