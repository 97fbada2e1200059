// Rows of a table by their ids, and the gradient of that: rows added up by id.
#include "elements.h"

static void embedding_gather_plan(const embedding_gather_arguments *e, u32 threads, Plan *plan) {
  plan->phases = 1;
  plan->parts[0] = minimum(element_parts(e->count * e->width, threads), e->count);
}

static void embedding_gather_work(const embedding_gather_arguments *e, const Share *share) {
  Range range = range_of(e->count, 1, share->part, share->parts);
  const i32 *ids = I32(e->ids);
  for (u32 row = range.start; row < range.end; row++) {
    f32 *output = F32(e->output) + (size_t)row * e->width;
    // An id that the table does not have is negative or too large: as unsigned, always too large.
    if ((u32)ids[row] < e->vocabulary)
      __builtin_memcpy(output, F32(e->table) + (size_t)ids[row] * e->width, e->width * sizeof(f32));
    else __builtin_memset(output, 0, e->width * sizeof(f32));
  }
}

/*
 * First zeros, in parts by table rows; then the sums, in parts by columns: each of them sees all ids in order,
 * so a table row's sum has one order, and rows that are frequent burden no part more than another.
 */
static void embedding_scatter_add_plan(const embedding_scatter_add_arguments *e, u32 threads, Plan *plan) {
  plan->phases = 2;
  plan->parts[0] = minimum(element_parts(e->vocabulary * e->width, threads), e->vocabulary);
  plan->parts[1] = minimum(element_parts(e->count * e->width, threads), divide_up(e->width, 16));
}

static void embedding_scatter_add_work(const embedding_scatter_add_arguments *e, const Share *share) {
  u32 width = e->width;
  f32 *output = F32(e->output);
  if (share->phase == 0) {
    Range range = range_of(e->vocabulary, 1, share->part, share->parts);
    __builtin_memset(output + (size_t)range.start * width, 0, (size_t)(range.end - range.start) * width * sizeof(f32));
    return;
  }
  Range columns = range_of(width, 16, share->part, share->parts);
  const i32 *ids = I32(e->ids);
  for (u32 row = 0; row < e->count; row++) {
    if ((u32)ids[row] >= e->vocabulary) continue;
    f32 *to = output + (size_t)ids[row] * width;
    const f32 *from = F32(e->rows) + (size_t)row * width;
    u32 column = columns.start;
    for (; column + LANES <= columns.end; column += LANES)
      vec_store(to + column, vec_load(to + column) + vec_load(from + column));
    for (; column < columns.end; column++) to[column] += from[column];
  }
}
