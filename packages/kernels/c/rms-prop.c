// RMSprop, with or without momentum, in one pass.
#include "elements.h"

static void rms_prop_update_plan(const rms_prop_update_arguments *r, u32 threads, Plan *plan) {
  plan->phases = 1;
  plan->parts[0] = element_parts(r->count, threads);
}

typedef struct {
  vec parameter, square, velocity;
} RmsPropState;

INLINE RmsPropState rms_prop_step(const rms_prop_update_arguments *r, RmsPropState old, vec gradient) {
  gradient *= vec_splat(r->gradient_scale);
  vec square = vec_flush(vec_fma(old.square, vec_splat(r->decay), gradient * gradient * vec_splat(r->decay_rest)));
  vec velocity = gradient / (vec_sqrt(square) + vec_splat(r->epsilon));
  if (r->velocity) velocity = vec_flush(vec_fma(old.velocity, vec_splat(r->momentum), velocity));
  return (RmsPropState){vec_fma(velocity, vec_splat(-r->learning_rate), old.parameter), square, velocity};
}

static void rms_prop_update_work(const rms_prop_update_arguments *given, const Share *share) {
  const rms_prop_update_arguments r = *given; // a copy, which the stores below cannot change
  Range range = range_of(r.count, ELEMENT_UNIT, share->part, share->parts);
  const f32 *parameter = F32(r.parameter), *gradient = F32(r.gradient);
  const f32 *square = F32(r.mean_square), *velocity = F32(r.velocity);
  f32 *new_parameter = F32(r.new_parameter), *new_square = F32(r.new_mean_square);
  f32 *new_velocity = F32(r.new_velocity);
  u32 index = range.start;
  for (; index + LANES <= range.end; index += LANES) {
    RmsPropState old = {vec_load(parameter + index), vec_load(square + index),
                        r.velocity ? vec_load(velocity + index) : (vec){}};
    RmsPropState now = rms_prop_step(&r, old, vec_load(gradient + index));
    vec_store(new_parameter + index, now.parameter);
    vec_store(new_square + index, now.square);
    if (r.velocity) vec_store(new_velocity + index, now.velocity);
  }
  u32 rest = range.end - index;
  if (rest == 0) return;
  RmsPropState old = {vec_load_partial(parameter + index, rest), vec_load_partial(square + index, rest),
                      r.velocity ? vec_load_partial(velocity + index, rest) : (vec){}};
  RmsPropState now = rms_prop_step(&r, old, vec_load_partial(gradient + index, rest));
  vec_store_partial(new_parameter + index, now.parameter, rest);
  vec_store_partial(new_square + index, now.square, rest);
  if (r.velocity) vec_store_partial(new_velocity + index, now.velocity, rest);
}
