// One function of two numbers each, with broadcasting by strides of 0. src/binary-kind.ts has the kinds' order.
#include "elements.h"

enum {
  BINARY_ADD,
  BINARY_SUBTRACT,
  BINARY_MULTIPLY,
  BINARY_DIVIDE,
  BINARY_MAXIMUM,
  BINARY_MINIMUM,
  BINARY_SQUARED_DIFFERENCE,
  BINARY_SIGMOID_GRAD,
  BINARY_TANH_GRAD,
  BINARY_RELU_GRAD,
  BINARY_RELU6_GRAD,
  BINARY_ELU_GRAD,
};

INLINE vec binary_of(u32 kind, vec a, vec b) {
  switch (kind) {
  case BINARY_ADD: return a + b;
  case BINARY_SUBTRACT: return a - b;
  case BINARY_MULTIPLY: return a * b;
  case BINARY_DIVIDE: return a / b;
  case BINARY_MAXIMUM: return vec_select((a > b) | (a != a), a, b);
  case BINARY_MINIMUM: return vec_select((a < b) | (a != a), a, b);
  case BINARY_SQUARED_DIFFERENCE: return (a - b) * (a - b);
  case BINARY_SIGMOID_GRAD: return a * b * (1 - b);
  case BINARY_TANH_GRAD: return a * (1 - b * b);
  case BINARY_RELU_GRAD: return vec_select(b > 0, a, vec_splat(0));
  case BINARY_RELU6_GRAD: return vec_select((b > 0) & (b < 6), a, vec_splat(0));
  default: return vec_select(b >= 0, a, a * (b + 1));
  }
}

INLINE vec binary_load(const f32 *from, u32 index, u32 step, u32 count) {
  if (step == 0) return vec_splat(*from);
  return count == LANES ? vec_load(from + index) : vec_load_partial(from + index, count);
}

// `kind` and the steps are constants here: each combination becomes a loop of its own.
INLINE void binary_row(u32 kind, const f32 *a, u32 a_step, const f32 *b, u32 b_step, f32 *output, u32 count) {
  u32 i = 0;
  for (; i + LANES <= count; i += LANES)
    vec_store(output + i, binary_of(kind, binary_load(a, i, a_step, LANES), binary_load(b, i, b_step, LANES)));
  u32 rest = count - i;
  if (rest == 0) return;
  vec value = binary_of(kind, binary_load(a, i, a_step, rest), binary_load(b, i, b_step, rest));
  vec_store_partial(output + i, value, rest);
}

INLINE void binary_rows(u32 kind, const binary_arguments *g, Range rows, Range columns) {
  u32 a_step = g->a_column_stride, b_step = g->b_column_stride;
  u32 count = columns.end - columns.start;
  for (u32 row = rows.start; row < rows.end; row++) {
    const f32 *a = F32(g->a) + (size_t)row * g->a_row_stride + (a_step ? columns.start : 0);
    const f32 *b = F32(g->b) + (size_t)row * g->b_row_stride + (b_step ? columns.start : 0);
    f32 *output = F32(g->output) + (size_t)row * g->columns + columns.start;
    if (a_step && b_step) binary_row(kind, a, 1, b, 1, output, count);
    else if (a_step) binary_row(kind, a, 1, b, 0, output, count);
    else if (b_step) binary_row(kind, a, 0, b, 1, output, count);
    else binary_row(kind, a, 0, b, 0, output, count);
  }
}

static void binary_plan(const binary_arguments *g, u32 threads, Plan *plan) {
  plan->phases = 1;
  plan->parts[0] = element_parts(g->rows * g->columns, threads);
}

#define BINARY_CASE(kind)                                                                                     \
  case kind: binary_rows(kind, g, rows, columns); break;

static void binary_work(const binary_arguments *g, const Share *share) {
  Range rows = {0, g->rows}, columns = {0, g->columns};
  if (g->rows >= share->parts) rows = range_of(g->rows, 1, share->part, share->parts);
  else columns = range_of(g->columns, ELEMENT_UNIT, share->part, share->parts);
  switch (g->kind) {
    BINARY_CASE(BINARY_ADD)
    BINARY_CASE(BINARY_SUBTRACT)
    BINARY_CASE(BINARY_MULTIPLY)
    BINARY_CASE(BINARY_DIVIDE)
    BINARY_CASE(BINARY_MAXIMUM)
    BINARY_CASE(BINARY_MINIMUM)
    BINARY_CASE(BINARY_SQUARED_DIFFERENCE)
    BINARY_CASE(BINARY_SIGMOID_GRAD)
    BINARY_CASE(BINARY_TANH_GRAD)
    BINARY_CASE(BINARY_RELU_GRAD)
    BINARY_CASE(BINARY_RELU6_GRAD)
    BINARY_CASE(BINARY_ELU_GRAD)
  }
}
