// Stochastic gradient descent with momentum, plain or Nesterov's, in one pass.
#include "elements.h"

static void sgd_update_plan(const sgd_update_arguments *s, u32 threads, Plan *plan) {
  plan->phases = 1;
  plan->parts[0] = element_parts(s->count, threads);
}

typedef struct {
  vec parameter, velocity;
} SgdState;

INLINE SgdState sgd_step(const sgd_update_arguments *s, SgdState old, vec gradient) {
  gradient *= vec_splat(s->gradient_scale);
  vec velocity = gradient, change = gradient;
  if (s->velocity) {
    velocity = vec_flush(vec_fma(old.velocity, vec_splat(s->momentum), gradient));
    change = s->nesterov ? vec_fma(velocity, vec_splat(s->momentum), gradient) : velocity;
  }
  return (SgdState){vec_fma(change, vec_splat(-s->learning_rate), old.parameter), velocity};
}

static void sgd_update_work(const sgd_update_arguments *given, const Share *share) {
  const sgd_update_arguments s = *given; // a copy, which the stores below cannot change
  Range range = range_of(s.count, ELEMENT_UNIT, share->part, share->parts);
  const f32 *parameter = F32(s.parameter), *gradient = F32(s.gradient), *velocity = F32(s.velocity);
  f32 *new_parameter = F32(s.new_parameter), *new_velocity = F32(s.new_velocity);
  u32 index = range.start;
  for (; index + LANES <= range.end; index += LANES) {
    SgdState old = {vec_load(parameter + index), s.velocity ? vec_load(velocity + index) : (vec){}};
    SgdState now = sgd_step(&s, old, vec_load(gradient + index));
    vec_store(new_parameter + index, now.parameter);
    if (s.velocity) vec_store(new_velocity + index, now.velocity);
  }
  u32 rest = range.end - index;
  if (rest == 0) return;
  SgdState old = {vec_load_partial(parameter + index, rest),
                  s.velocity ? vec_load_partial(velocity + index, rest) : (vec){}};
  SgdState now = sgd_step(&s, old, vec_load_partial(gradient + index, rest));
  vec_store_partial(new_parameter + index, now.parameter, rest);
  if (s.velocity) vec_store_partial(new_velocity + index, now.velocity, rest);
}
