// Adam and AdamW: parameter, both means and the scaled gradient in one pass.
#include "elements.h"

static void adam_update_plan(const adam_update_arguments *a, u32 threads, Plan *plan) {
  plan->phases = 1;
  plan->parts[0] = element_parts(a->count, threads);
}

typedef struct {
  vec parameter, first, second;
} AdamState;

INLINE AdamState adam_step(const adam_update_arguments *a, AdamState old, vec gradient) {
  gradient *= vec_splat(a->gradient_scale);
  vec first = vec_flush(vec_fma(old.first, vec_splat(a->beta1), gradient * vec_splat(a->beta1_rest)));
  vec second = vec_flush(vec_fma(old.second, vec_splat(a->beta2), gradient * gradient * vec_splat(a->beta2_rest)));
  vec change = first / (vec_sqrt(second) + vec_splat(a->epsilon));
  vec kept = old.parameter * vec_splat(a->kept);
  return (AdamState){vec_fma(change, vec_splat(-a->step_size), kept), first, second};
}

static void adam_update_work(const adam_update_arguments *given, const Share *share) {
  const adam_update_arguments a = *given; // a copy, which the stores below cannot change
  Range range = range_of(a.count, ELEMENT_UNIT, share->part, share->parts);
  const f32 *parameter = F32(a.parameter), *gradient = F32(a.gradient);
  const f32 *first = F32(a.first_moment), *second = F32(a.second_moment);
  f32 *new_parameter = F32(a.new_parameter), *new_first = F32(a.new_first_moment);
  f32 *new_second = F32(a.new_second_moment);
  u32 index = range.start;
  for (; index + LANES <= range.end; index += LANES) {
    AdamState old = {vec_load(parameter + index), vec_load(first + index), vec_load(second + index)};
    AdamState now = adam_step(&a, old, vec_load(gradient + index));
    vec_store(new_parameter + index, now.parameter);
    vec_store(new_first + index, now.first);
    vec_store(new_second + index, now.second);
  }
  u32 rest = range.end - index;
  if (rest == 0) return;
  AdamState old = {vec_load_partial(parameter + index, rest), vec_load_partial(first + index, rest),
                   vec_load_partial(second + index, rest)};
  AdamState now = adam_step(&a, old, vec_load_partial(gradient + index, rest));
  vec_store_partial(new_parameter + index, now.parameter, rest);
  vec_store_partial(new_first + index, now.first, rest);
  vec_store_partial(new_second + index, now.second, rest);
}
