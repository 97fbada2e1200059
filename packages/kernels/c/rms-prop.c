// RMSprop, with or without momentum, in one pass.
#include "elements.h"

static void rms_prop_update_plan(const rms_prop_update_arguments *r, u32 threads, Plan *plan) {
  plan->phases = 1;
  plan->parts[0] = element_parts(r->count, threads);
}

typedef struct {
  const f32 *parameter, *gradient, *square, *velocity;
  f32 *new_parameter, *new_square, *new_velocity;
  vec gradient_scale, learning_rate, decay, decay_rest, epsilon, momentum;
  u32 has_momentum;
} RmsProp;

INLINE void rms_prop_step(const RmsProp *r, u32 at, u32 count) {
  vec gradient = vec_load_partial(r->gradient + at, count) * r->gradient_scale;
  vec square = vec_fma(vec_load_partial(r->square + at, count), r->decay, gradient * gradient * r->decay_rest);
  square = vec_flush(square);
  vec change = gradient / (vec_sqrt(square) + r->epsilon);
  if (r->has_momentum) {
    change = vec_flush(vec_fma(vec_load_partial(r->velocity + at, count), r->momentum, change));
    vec_store_partial(r->new_velocity + at, change, count);
  }
  vec parameter = vec_load_partial(r->parameter + at, count);
  vec_store_partial(r->new_parameter + at, vec_fma(change, -r->learning_rate, parameter), count);
  vec_store_partial(r->new_square + at, square, count);
}

static void rms_prop_update_work(const rms_prop_update_arguments *r, const Share *share) {
  const RmsProp rms_prop = {
      .parameter = F32(r->parameter), .gradient = F32(r->gradient),
      .square = F32(r->mean_square), .velocity = F32(r->velocity),
      .new_parameter = F32(r->new_parameter), .new_square = F32(r->new_mean_square),
      .new_velocity = F32(r->new_velocity),
      .gradient_scale = vec_splat(r->gradient_scale), .learning_rate = vec_splat(r->learning_rate),
      .decay = vec_splat(r->decay), .decay_rest = vec_splat(r->decay_rest),
      .epsilon = vec_splat(r->epsilon), .momentum = vec_splat(r->momentum),
      .has_momentum = r->velocity != 0,
  };
  Range range = range_of(r->count, ELEMENT_UNIT, share->part, share->parts);
  u32 at = range.start;
  for (; at + LANES <= range.end; at += LANES) rms_prop_step(&rms_prop, at, LANES);
  if (at < range.end) rms_prop_step(&rms_prop, at, range.end - at);
}
