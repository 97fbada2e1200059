// Adam and AdamW: parameter, both means and the scaled gradient in one pass.
#include "elements.h"

static void adam_update_plan(const adam_update_arguments *a, u32 threads, Plan *plan) {
  plan->phases = 1;
  plan->parts[0] = element_parts(a->count, threads);
}

typedef struct {
  const f32 *parameter, *gradient, *first, *second;
  f32 *new_parameter, *new_first, *new_second;
  vec gradient_scale, beta1, beta1_rest, beta2, beta2_rest, epsilon, step_size, kept;
} Adam;

INLINE void adam_step(const Adam *a, u32 at, u32 count) {
  vec gradient = vec_load_partial(a->gradient + at, count) * a->gradient_scale;
  vec first = vec_fma(vec_load_partial(a->first + at, count), a->beta1, gradient * a->beta1_rest);
  vec second = vec_fma(vec_load_partial(a->second + at, count), a->beta2, gradient * gradient * a->beta2_rest);
  first = vec_flush(first);
  second = vec_flush(second);
  vec change = first / (vec_sqrt(second) + a->epsilon);
  vec parameter = vec_load_partial(a->parameter + at, count) * a->kept;
  vec_store_partial(a->new_parameter + at, vec_fma(change, -a->step_size, parameter), count);
  vec_store_partial(a->new_first + at, first, count);
  vec_store_partial(a->new_second + at, second, count);
}

static void adam_update_work(const adam_update_arguments *a, const Share *share) {
  const Adam adam = {
      .parameter = F32(a->parameter), .gradient = F32(a->gradient),
      .first = F32(a->first_moment), .second = F32(a->second_moment),
      .new_parameter = F32(a->new_parameter), .new_first = F32(a->new_first_moment),
      .new_second = F32(a->new_second_moment),
      .gradient_scale = vec_splat(a->gradient_scale),
      .beta1 = vec_splat(a->beta1), .beta1_rest = vec_splat(a->beta1_rest),
      .beta2 = vec_splat(a->beta2), .beta2_rest = vec_splat(a->beta2_rest),
      .epsilon = vec_splat(a->epsilon), .step_size = vec_splat(a->step_size), .kept = vec_splat(a->kept),
  };
  Range range = range_of(a->count, ELEMENT_UNIT, share->part, share->parts);
  u32 at = range.start;
  for (; at + LANES <= range.end; at += LANES) adam_step(&adam, at, LANES);
  if (at < range.end) adam_step(&adam, at, range.end - at);
}
