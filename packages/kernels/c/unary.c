// One function of every number. src/unary-kind.ts has the kinds' names and order.
#include "elements.h"

enum {
  UNARY_SIGMOID,
  UNARY_TANH,
  UNARY_EXP,
  UNARY_LOG,
  UNARY_RELU,
  UNARY_RELU6,
  UNARY_ELU,
  UNARY_STEP,
  UNARY_HARD_SIGMOID,
  UNARY_SQRT,
  UNARY_RSQRT,
  UNARY_SQUARE,
  UNARY_NEGATE,
  UNARY_ABS,
  UNARY_RECIPROCAL,
};

INLINE vec unary_of(u32 kind, vec x) {
  switch (kind) {
  case UNARY_SIGMOID: return vec_sigmoid(x);
  case UNARY_TANH: return vec_tanh(x);
  case UNARY_EXP: return vec_exp(x);
  case UNARY_LOG: return vec_log(x);
  case UNARY_RELU: return vec_at_least(x, 0);
  case UNARY_RELU6: return vec_clamp(x, 0, 6);
  case UNARY_ELU: return vec_select(x < 0, vec_expm1_of_negative(vec_clamp(x, -20, 0)), x);
  case UNARY_STEP: return vec_select(x > 0, vec_splat(1), vec_select(x <= 0, vec_splat(0), x));
  case UNARY_HARD_SIGMOID: return vec_clamp(vec_fma(x, vec_splat(0.2f), vec_splat(0.5f)), 0, 1);
  case UNARY_SQRT: return vec_sqrt(x);
  case UNARY_RSQRT: return 1 / vec_sqrt(x);
  case UNARY_SQUARE: return x * x;
  case UNARY_NEGATE: return -x;
  case UNARY_ABS: return vec_abs(x);
  default: return 1 / x;
  }
}

// `kind` is a constant here: each kind becomes a loop of its own.
INLINE void unary_range(u32 kind, const f32 *input, f32 *output, u32 count) {
  u32 i = 0;
  for (; i + LANES <= count; i += LANES) vec_store(output + i, unary_of(kind, vec_load(input + i)));
  u32 rest = count - i;
  if (rest > 0) vec_store_partial(output + i, unary_of(kind, vec_load_partial(input + i, rest)), rest);
}

static void unary_plan(const unary_arguments *u, u32 threads, Plan *plan) {
  plan->phases = 1;
  plan->parts[0] = element_parts(u->count, threads);
}

#define UNARY_CASE(kind)                                                                                     \
  case kind: unary_range(kind, input, output, count); break;

static void unary_work(const unary_arguments *u, const Share *share) {
  Range range = range_of(u->count, ELEMENT_UNIT, share->part, share->parts);
  const f32 *input = F32(u->input) + range.start;
  f32 *output = F32(u->output) + range.start;
  u32 count = range.end - range.start;
  switch (u->kind) {
    UNARY_CASE(UNARY_SIGMOID)
    UNARY_CASE(UNARY_TANH)
    UNARY_CASE(UNARY_EXP)
    UNARY_CASE(UNARY_LOG)
    UNARY_CASE(UNARY_RELU)
    UNARY_CASE(UNARY_RELU6)
    UNARY_CASE(UNARY_ELU)
    UNARY_CASE(UNARY_STEP)
    UNARY_CASE(UNARY_HARD_SIGMOID)
    UNARY_CASE(UNARY_SQRT)
    UNARY_CASE(UNARY_RSQRT)
    UNARY_CASE(UNARY_SQUARE)
    UNARY_CASE(UNARY_NEGATE)
    UNARY_CASE(UNARY_ABS)
    UNARY_CASE(UNARY_RECIPROCAL)
  }
}
