// The sum of x², in chunks that are the same for any number of threads.
#include "elements.h"

// Each float32 sum, of a lane in one of SUMS vectors, adds SQUARES_A_SUM squares; all else is float64.
#define CHUNK 8192
#define SUMS 4
#define SQUARES_A_SUM 64

static void sum_of_squares_plan(const sum_of_squares_arguments *s, u32 threads, Plan *plan) {
  plan->phases = 2;
  plan->parts[0] = minimum(element_parts(s->count, threads), divide_up(s->count, CHUNK));
  plan->parts[1] = 1;
  plan->scratch_bytes = divide_up(s->count, CHUNK) * sizeof(f64);
}

INLINE f64 sum_block(const f32 *from, u32 count) {
  vec sums[SUMS] = {};
  u32 index = 0;
  for (; index + SUMS * LANES <= count; index += SUMS * LANES) {
    for (u32 sum = 0; sum < SUMS; sum++) {
      vec value = vec_load(from + index + sum * LANES);
      sums[sum] = vec_fma(value, value, sums[sum]);
    }
  }
  for (; index + LANES <= count; index += LANES) {
    vec value = vec_load(from + index);
    sums[0] = vec_fma(value, value, sums[0]);
  }
  vec rest = vec_load_partial(from + index, count - index);
  sums[1] = vec_fma(rest, rest, sums[1]);
  f64 total = 0;
  for (u32 sum = 0; sum < SUMS; sum++)
    for (u32 lane = 0; lane < LANES; lane++) total += sums[sum][lane];
  return total;
}

static f64 sum_chunk(const f32 *from, u32 count) {
  f64 total = 0;
  for (u32 start = 0; start < count; start += SQUARES_A_SUM * SUMS * LANES)
    total += sum_block(from + start, minimum(count - start, SQUARES_A_SUM * SUMS * LANES));
  return total;
}

static void sum_of_squares_work(const sum_of_squares_arguments *s, const Share *share) {
  f64 *totals = (f64 *)share->scratch;
  u32 chunks = divide_up(s->count, CHUNK);
  if (share->phase == 0) {
    Range range = range_of(chunks, 1, share->part, share->parts);
    for (u32 chunk = range.start; chunk < range.end; chunk++)
      totals[chunk] = sum_chunk(F32(s->input) + (size_t)chunk * CHUNK, minimum(CHUNK, s->count - chunk * CHUNK));
    return;
  }
  f64 total = 0;
  for (u32 chunk = 0; chunk < chunks; chunk++) total += totals[chunk];
  F32(s->output)[0] = (f32)total;
}
