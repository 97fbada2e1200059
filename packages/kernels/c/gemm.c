// Matrix product: C (+)= activation(op(A) op(B) + bias).
#include "runtime.h"

static void gemm_plan(const gemm_arguments *g, u32 threads, Plan *plan) {
  plan->phases = 1;
  plan->parts[0] = minimum(threads, g->rows);
}

static void gemm_work(const gemm_arguments *g, const Share *share) {
  Range rows = range_of(g->rows, 1, share->part, share->parts);
  for (u32 batch = 0; batch < g->batches; batch++) {
    const f32 *a = F32(g->a) + (size_t)batch * g->a_batch_stride;
    const f32 *b = F32(g->b) + (size_t)batch * g->b_batch_stride;
    f32 *c = F32(g->c) + (size_t)batch * g->c_batch_stride;
    for (u32 row = rows.start; row < rows.end; row++) {
      for (u32 column = 0; column < g->columns; column++) {
        f32 sum = g->accumulate ? c[row * g->c_stride + column] : 0;
        for (u32 k = 0; k < g->inner; k++) {
          sum += (g->transpose_a ? a[k * g->a_stride + row] : a[row * g->a_stride + k]) *
                 (g->transpose_b ? b[column * g->b_stride + k] : b[k * g->b_stride + column]);
        }
        c[row * g->c_stride + column] = sum + (g->bias ? F32(g->bias)[column] : 0);
      }
    }
  }
}
