// What operations that treat each number alone share: their division among threads, the end of subnormal numbers.
#pragma once
#include "math.h"
#include "runtime.h"

// Parts begin at multiples of four cache lines; below LEAST_PART numbers, waking a thread costs more than it saves.
#define ELEMENT_UNIT 64
#define LEAST_PART 8192

INLINE u32 element_parts(u32 count, u32 threads) {
  return threads == 1 ? 1 : maximum(1, minimum(4 * threads, count / LEAST_PART));
}

/*
 * Numbers below 2^-126 become 0. A mean that decays by 0.9 at each update never gets there by itself: it stays
 * among the subnormal numbers, which the processor handles a hundred times more slowly.
 */
INLINE vec vec_flush(vec value) {
  return (vec)((veci)value & ~(vec_abs(value) < vec_splat(1.17549435e-38f)));
}
