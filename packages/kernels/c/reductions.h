// A vector's lanes brought together, in halves: the order is the same in every run of a build.
#pragma once
#include "math.h"
#include "runtime.h"

#if LANES == 16
#define HALVES(X) X(8) X(4) X(2) X(1)
#define SHIFTED(v, by)                                                                                        \
  __builtin_shufflevector(v, v, (0 + by) % 16, (1 + by) % 16, (2 + by) % 16, (3 + by) % 16, (4 + by) % 16,     \
                          (5 + by) % 16, (6 + by) % 16, (7 + by) % 16, (8 + by) % 16, (9 + by) % 16,           \
                          (10 + by) % 16, (11 + by) % 16, (12 + by) % 16, (13 + by) % 16, (14 + by) % 16,      \
                          (15 + by) % 16)
#elif LANES == 8
#define HALVES(X) X(4) X(2) X(1)
#define SHIFTED(v, by)                                                                                        \
  __builtin_shufflevector(v, v, (0 + by) % 8, (1 + by) % 8, (2 + by) % 8, (3 + by) % 8, (4 + by) % 8,          \
                          (5 + by) % 8, (6 + by) % 8, (7 + by) % 8)
#else
#define HALVES(X) X(2) X(1)
#define SHIFTED(v, by) __builtin_shufflevector(v, v, (0 + by) % 4, (1 + by) % 4, (2 + by) % 4, (3 + by) % 4)
#endif

INLINE vec vec_larger(vec a, vec b) { return vec_select(a > b, a, b); }

INLINE f32 vec_total(vec value) {
#define ADD_SHIFTED(by) value += SHIFTED(value, by);
  HALVES(ADD_SHIFTED)
  return value[0];
}

// The largest lane; whatever where one is NaN.
INLINE f32 vec_largest(vec value) {
#define LARGER_SHIFTED(by) value = vec_larger(value, SHIFTED(value, by));
  HALVES(LARGER_SHIFTED)
  return value[0];
}

// True in the first `count` lanes.
INLINE veci vec_first(u32 count) {
  veci lane;
  for (u32 i = 0; i < LANES; i++) lane[i] = (i32)i;
  return lane < (i32)minimum(count, LANES);
}
