// Matrix product: C = activation(op(A) op(B) + bias), or added to what C holds.
// Blocked as by Goto & van de Geijn, "Anatomy of high-performance matrix multiplication" (2008): a packed block
// of B in the second-level cache, a panel of it in the first.
#include "product.h"
#include "math.h"

#define PACKED_INNER 512
#define PACKED_COLUMNS 512
#define PACKED_BYTES (PACKED_INNER * PACKED_COLUMNS * 4)
#define ROW_BLOCK 96

static void gemm_plan(const gemm_arguments *g, u32 threads, Plan *plan) {
  u64 products = (u64)g->rows * g->columns * g->inner * g->batches;
  u32 most = g->batches >= threads ? g->batches : maximum(g->rows, g->columns);
  plan->phases = 1;
  plan->parts[0] = products < 65536 * LANES ? 1 : minimum(threads, most);
  plan->scratch_bytes = plan->parts[0] * PACKED_BYTES;
}

static void gemm_finish(const gemm_arguments *g, f32 *c, Range rows, Range columns) {
  for (u32 row = rows.start; row < rows.end; row++) {
    f32 *to = c + (size_t)row * g->c_stride;
    for (u32 column = columns.start; column < columns.end; column += LANES) {
      u32 count = minimum(LANES, columns.end - column);
      vec value = vec_load_count(to + column, count);
      if (g->bias) value += vec_load_count(F32(g->bias) + column, count);
      if (g->activation == 1) value = vec_sigmoid(value);
      if (g->activation == 2) value = vec_tanh(value);
      if (g->activation == 3) value = vec_select(value < 0, vec_splat(0), value);
      vec_store_count(to + column, value, count);
    }
  }
}

/* One block of C, for all of `inner`. */
static void gemm_range(const gemm_arguments *g, u32 batch, Range rows, Range columns, f32 *packed) {
  Left a = {F32(g->a) + (size_t)batch * g->a_batch_stride, g->a_stride, g->transpose_a};
  const f32 *b = F32(g->b) + (size_t)batch * g->b_batch_stride;
  f32 *c = F32(g->c) + (size_t)batch * g->c_batch_stride;
  for (u32 column = columns.start; column < columns.end; column += PACKED_COLUMNS) {
    u32 width = minimum(PACKED_COLUMNS, columns.end - column);
    for (u32 k = 0; k < maximum(1, g->inner); k += PACKED_INNER) {
      u32 depth = minimum(PACKED_INNER, g->inner - k);
      size_t at = g->transpose_b ? (size_t)column * g->b_stride + k : (size_t)k * g->b_stride + column;
      Right right = {b + at, NULL, g->b_stride, g->transpose_b};
      pack_panels(packed, &right, depth, width, (Range){0, panels_of(width)});
      for (u32 row = rows.start; row < rows.end; row += ROW_BLOCK) {
        u32 height = minimum(ROW_BLOCK, rows.end - row);
        Left block = {left_at(&a, row, k), a.stride, a.is_transposed};
        f32 *to = c + (size_t)row * g->c_stride + column;
        u32 continues = g->accumulate || k > 0;
        multiply_packed(&block, height, depth, packed, width, continues ? to : zeros, continues ? g->c_stride : 0, to,
                        g->c_stride);
      }
    }
  }
  if (g->bias || g->activation) gemm_finish(g, c, rows, columns);
}

static void gemm_work(const gemm_arguments *g, const Share *share) {
  f32 *packed = (f32 *)(share->scratch + (size_t)share->part * PACKED_BYTES);
  Range batches = {0, g->batches}, rows = {0, g->rows}, columns = {0, g->columns};
  if (share->parts > 1) {
    if (g->batches >= share->threads) batches = range_of(g->batches, 1, share->part, share->parts);
    else if (g->rows >= g->columns) rows = range_of(g->rows, 1, share->part, share->parts);
    else columns = range_of(g->columns, LANES, share->part, share->parts);
  }
  if (rows.start == rows.end || columns.start == columns.end) return;
  for (u32 batch = batches.start; batch < batches.end; batch++) gemm_range(g, batch, rows, columns, packed);
}
