// The sum of x², in chunks that are the same for any number of threads.
#include "elements.h"

// Within a chunk sums stay in float32, by lane and by SUMS of them: each adds a few hundred numbers at most.
// Between chunks they are float64.
#define CHUNK 8192
#define SUMS 4

static void sum_of_squares_plan(const sum_of_squares_arguments *s, u32 threads, Plan *plan) {
  plan->phases = 2;
  plan->parts[0] = minimum(element_parts(s->count, threads), divide_up(s->count, CHUNK));
  plan->parts[1] = 1;
  plan->scratch_bytes = divide_up(s->count, CHUNK) * sizeof(f64);
}

INLINE f64 sum_chunk(const f32 *from, u32 count) {
  vec sums[SUMS] = {};
  u32 index = 0;
  for (; index + SUMS * LANES <= count; index += SUMS * LANES) {
    for (u32 sum = 0; sum < SUMS; sum++) {
      vec value = vec_load(from + index + sum * LANES);
      sums[sum] = vec_fma(value, value, sums[sum]);
    }
  }
  for (; index < count; index += LANES) {
    vec value = vec_load_partial(from + index, minimum(LANES, count - index));
    sums[0] = vec_fma(value, value, sums[0]);
  }
  f64 total = 0;
  for (u32 sum = 0; sum < SUMS; sum++)
    for (u32 lane = 0; lane < LANES; lane++) total += sums[sum][lane];
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
