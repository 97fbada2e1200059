// Stochastic gradient descent with momentum, plain or Nesterov's, in one pass.
#include "elements.h"

static void sgd_update_plan(const sgd_update_arguments *s, u32 threads, Plan *plan) {
  plan->phases = 1;
  plan->parts[0] = element_parts(s->count, threads);
}

typedef struct {
  const f32 *parameter, *gradient, *velocity;
  f32 *new_parameter, *new_velocity;
  vec gradient_scale, learning_rate, momentum;
  u32 has_momentum, nesterov;
} Sgd;

INLINE void sgd_step(const Sgd *s, u32 at, u32 count) {
  vec gradient = vec_load_partial(s->gradient + at, count) * s->gradient_scale;
  vec change = gradient;
  if (s->has_momentum) {
    vec velocity = vec_flush(vec_fma(vec_load_partial(s->velocity + at, count), s->momentum, gradient));
    vec_store_partial(s->new_velocity + at, velocity, count);
    change = s->nesterov ? vec_fma(velocity, s->momentum, gradient) : velocity;
  }
  vec parameter = vec_load_partial(s->parameter + at, count);
  vec_store_partial(s->new_parameter + at, vec_fma(change, -s->learning_rate, parameter), count);
}

static void sgd_update_work(const sgd_update_arguments *s, const Share *share) {
  const Sgd sgd = {
      .parameter = F32(s->parameter), .gradient = F32(s->gradient), .velocity = F32(s->velocity),
      .new_parameter = F32(s->new_parameter), .new_velocity = F32(s->new_velocity),
      .gradient_scale = vec_splat(s->gradient_scale),
      .learning_rate = vec_splat(s->learning_rate), .momentum = vec_splat(s->momentum),
      .has_momentum = s->velocity != 0, .nesterov = s->nesterov,
  };
  Range range = range_of(s->count, ELEMENT_UNIT, share->part, share->parts);
  u32 at = range.start;
  for (; at + LANES <= range.end; at += LANES) sgd_step(&sgd, at, LANES);
  if (at < range.end) sgd_step(&sgd, at, range.end - at);
}
