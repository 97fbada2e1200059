// Matrix product: C = activation(op(A) op(B) + bias), or added to what C holds.
// Blocked as by Goto & van de Geijn, "Anatomy of high-performance matrix multiplication" (2008): a packed block
// of B stays in the second-level cache while rows of A pass by, and parts of its panels in the first.
#include "engine.h"
#include "math.h"

// Of B, so much is packed at a time; of A, so many rows pass by. The matrix unit's factors are three halves as large.
#if defined(__AMX_BF16__)
#define PACKED_INNER 128
#define PACKED_COLUMNS 512
#else
#define PACKED_INNER 256
#define PACKED_COLUMNS 256
#endif
#define ROW_BLOCK 96
#define LEFT_BYTES ((u32)left_bytes(ROW_BLOCK, PACKED_INNER))
#define PACKED_BYTES ((u32)right_bytes(PACKED_COLUMNS, PACKED_INNER) + 2 * LEFT_BYTES)

/*
 * Of `parts` blocks of C, side by side and one above the other, so many are above each other: the fewer numbers of
 * A and B each needs, the better.
 */
static u32 gemm_row_parts(const gemm_arguments *g, u32 parts) {
  u32 best = 1;
  u64 fewest = ~0ull;
  for (u32 above = 1; above <= parts; above++) {
    u64 needed = (u64)divide_up(g->rows, above) + divide_up(g->columns, parts / above);
    if (parts % above == 0 && needed < fewest) fewest = needed, best = above;
  }
  return best;
}

static void gemm_plan(const gemm_arguments *g, u32 threads, Plan *plan) {
  u64 products = (u64)g->rows * g->columns * g->inner * g->batches;
  plan->phases = 1;
  plan->parts[0] = products < 65536 * LANES ? 1 : threads;
  plan->scratch_bytes = plan->parts[0] * PACKED_BYTES;
}

/* What is left to do to a block of C after its sums. */
static void gemm_finish(const gemm_arguments *g, f32 *c, const f32 *bias, u32 rows, u32 columns) {
  for (u32 row = 0; row < rows; row++) {
    for (u32 column = 0; column < columns; column += LANES) {
      f32 *to = c + (size_t)row * g->c_stride + column;
      u32 count = minimum(LANES, columns - column);
      vec value = vec_load_count(to, count);
      if (bias) value += vec_load_count(bias + column, count);
      if (g->activation == 1) value = vec_sigmoid(value);
      if (g->activation == 2) value = vec_tanh(value);
      if (g->activation == 3) value = vec_select(value < 0, vec_splat(0), value);
      vec_store_count(to, value, count);
    }
  }
}

/* Some rows of a block of C, while they are computed. */
typedef struct {
  Multiplication product;
  f32 *c;
  u32 rows;
} GemmRows;

static void gemm_end(const gemm_arguments *g, GemmRows *at, const f32 *bias, u32 columns, u32 is_last) {
  multiply_finish(&at->product);
  if (is_last && (bias || g->activation)) gemm_finish(g, at->c, bias, at->rows, columns);
}

/*
 * One block of C, for all of `inner`. has_room: behind its columns C may be written up to a whole vector. packed:
 * PACKED_BYTES.
 */
static void gemm_range(const gemm_arguments *g, u32 batch, Range rows, Range columns, u32 has_room, f32 *packed) {
  Left a = {F32(g->a) + (size_t)batch * g->a_batch_stride, g->a_stride, g->transpose_a};
  const f32 *b = F32(g->b) + (size_t)batch * g->b_batch_stride;
  f32 *c = F32(g->c) + (size_t)batch * g->c_batch_stride;
  u8 *spaces = (u8 *)packed + right_bytes(PACKED_COLUMNS, PACKED_INNER);
  for (u32 column = columns.start, width; column < columns.end; column += width) {
    width = minimum(PACKED_COLUMNS, columns.end - column);
    const f32 *bias = g->bias ? F32(g->bias) + column : NULL;
    for (u32 k = 0; k < maximum(1, g->inner); k += PACKED_INNER) {
      u32 depth = minimum(PACKED_INNER, g->inner - k), is_last = k + depth == g->inner, turn = 0;
      size_t at = g->transpose_b ? (size_t)column * g->b_stride + k : (size_t)k * g->b_stride + column;
      Right right = {b + at, NULL, g->b_stride, g->transpose_b};
      pack_right(packed, &right, depth, width, (Range){0, right_units(width)});
      GemmRows before = {.rows = 0};
      for (u32 row = rows.start, height; row < rows.end; row += height, turn ^= 1) {
        height = next_rows(rows.end - row, ROW_BLOCK);
        GemmRows now = {.c = c + (size_t)row * g->c_stride + column, .rows = height};
        Left block = {left_at(&a, row, k), a.stride, a.is_transposed};
        LeftFactor left = left_factor(&block, height, depth, spaces + turn * LEFT_BYTES, going_on(&before.product));
        gemm_end(g, &before, bias, width, is_last);
        now.product = multiply(&left, height, depth, packed, has_room ? round_up(width, LANES) : width,
                               g->accumulate || k > 0, now.c, g->c_stride, 2 * divide_up(height, 16) * divide_up(depth, 32));
        before = now;
      }
      gemm_end(g, &before, bias, width, is_last);
    }
  }
}

static void gemm_work(const gemm_arguments *g, const Share *share) {
  f32 *packed = (f32 *)(share->scratch + (size_t)share->part * PACKED_BYTES);
  Range batches = {0, g->batches}, rows = {0, g->rows}, columns = {0, g->columns};
  if (g->batches >= share->parts) {
    batches = range_of(g->batches, 1, share->part, share->parts);
  } else {
    u32 above = gemm_row_parts(g, share->parts);
    rows = range_of(g->rows, 1, share->part % above, above);
    columns = range_of(g->columns, LANES, share->part / above, share->parts / above);
  }
  if (rows.start == rows.end) return;
  engine_begin();
  for (u32 batch = batches.start; batch < batches.end; batch++) gemm_range(g, batch, rows, columns, 0, packed);
  engine_end();
}
