// softmax and log-softmax of rows, and their gradients.
#include "elements.h"
#include "reductions.h"

INLINE u32 softmax_parts(u32 rows, u32 columns, u32 threads) {
  return maximum(1, minimum(rows, element_parts(rows * columns, threads)));
}

INLINE vec softmax_load(const f32 *from, u32 width, f32 rest) {
  if (width == LANES) return vec_load(from);
  return vec_select(vec_first(width), vec_load_partial(from, width), vec_splat(rest));
}
INLINE void softmax_store(f32 *to, vec value, u32 width) {
  if (width == LANES) vec_store(to, value);
  else vec_store_partial(to, value, width);
}

// Whole vectors, then what is left.
#define EACH_VECTOR(columns, BODY)                                                                            \
  {                                                                                                           \
    u32 i = 0;                                                                                                \
    const u32 whole = (columns) / LANES * LANES;                                                              \
    for (; i < whole; i += LANES) BODY(LANES);                                                                \
    if (i < (columns)) BODY((columns) - i);                                                                   \
  }

INLINE void softmax_row(const f32 *input, f32 *output, u32 columns, u32 is_log) {
  vec largest = vec_splat(-LARGEST), sum = {};
#define LARGER(width) largest = vec_larger(softmax_load(input + i, width, -LARGEST), largest)
  EACH_VECTOR(columns, LARGER)
  f32 maximum = vec_largest(largest);
  // The tail's -infinity adds 0.
#define ADD_EXP(width)                                                                                        \
  {                                                                                                           \
    vec power = vec_exp_of_negative(softmax_load(input + i, width, -INFINITE) - maximum);                     \
    sum += power;                                                                                             \
    if (!is_log) softmax_store(output + i, power, width);                                                     \
  }
  EACH_VECTOR(columns, ADD_EXP)
  vec total = vec_splat(vec_total(sum));
  vec scale = 1 / total, normaliser = maximum + vec_log(total);
#define FINISH(width)                                                                                         \
  softmax_store(output + i,                                                                                   \
                is_log ? softmax_load(input + i, width, 0) - normaliser                                       \
                       : softmax_load(output + i, width, 0) * scale,                                          \
                width)
  EACH_VECTOR(columns, FINISH)
}

INLINE void softmax_grad_row(const f32 *output, const f32 *output_grad, f32 *input_grad, u32 columns, u32 is_log) {
  vec sum = {};
#define ADD_GRADIENT(width)                                                                                   \
  {                                                                                                           \
    vec gradient = softmax_load(output_grad + i, width, 0);                                                   \
    sum += is_log ? gradient : gradient * softmax_load(output + i, width, 0);                                 \
  }
  EACH_VECTOR(columns, ADD_GRADIENT)
  f32 total = vec_total(sum);
#define DIFFERENTIATE(width)                                                                                  \
  {                                                                                                           \
    vec y = softmax_load(output + i, width, 0), gradient = softmax_load(output_grad + i, width, 0);           \
    softmax_store(input_grad + i, is_log ? gradient - vec_exp_of_negative(y) * total : y * (gradient - total), \
                  width);                                                                                     \
  }
  EACH_VECTOR(columns, DIFFERENTIATE)
}

#define SOFTMAX_OPERATION(name, is_log)                                                                       \
  static void name##_plan(const name##_arguments *s, u32 threads, Plan *plan) {                               \
    plan->phases = 1;                                                                                         \
    plan->parts[0] = softmax_parts(s->rows, s->columns, threads);                                             \
  }                                                                                                           \
  static void name##_work(const name##_arguments *s, const Share *share) {                                    \
    Range rows = range_of(s->rows, 1, share->part, share->parts);                                             \
    for (u32 row = rows.start; row < rows.end; row++) {                                                       \
      size_t start = (size_t)row * s->columns;                                                                \
      softmax_row(F32(s->input) + start, F32(s->output) + start, s->columns, is_log);                         \
    }                                                                                                         \
  }                                                                                                           \
  static void name##_grad_plan(const name##_grad_arguments *s, u32 threads, Plan *plan) {                     \
    plan->phases = 1;                                                                                         \
    plan->parts[0] = softmax_parts(s->rows, s->columns, threads);                                             \
  }                                                                                                           \
  static void name##_grad_work(const name##_grad_arguments *s, const Share *share) {                          \
    Range rows = range_of(s->rows, 1, share->part, share->parts);                                             \
    for (u32 row = rows.start; row < rows.end; row++) {                                                       \
      size_t start = (size_t)row * s->columns;                                                                \
      softmax_grad_row(F32(s->output) + start, F32(s->output_grad) + start, F32(s->input_grad) + start,       \
                       s->columns, is_log);                                                                   \
    }                                                                                                         \
  }

SOFTMAX_OPERATION(softmax_rows, 0)
SOFTMAX_OPERATION(log_softmax_rows, 1)
