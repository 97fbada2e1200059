// Dropout masks by Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011), as @engram/random's fillDropoutMask.
#include "elements.h"

#if defined(__SSE2__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#elif defined(__wasm__)
#include <wasm_simd128.h>
#endif

// Each 64-bit lane carries one counter's word in its low half; what is in the high half is never looked at.
#define COUNTERS (LANES / 2)
#define WORDS (4 * COUNTERS)
#define PHILOX_ROUNDS 10

typedef u64 vec64 __attribute__((vector_size(LANES * 4)));
typedef u32 vecu __attribute__((vector_size(LANES * 4)));

INLINE vec64 vec64_splat(u64 value) { return value - (vec64){}; }

// The lanes of two vectors in turn: those of their lower halves, and of their upper ones.
#if LANES == 16
#define COUNTING 0, 1, 2, 3, 4, 5, 6, 7
#define LOWER 0, 8, 1, 9, 2, 10, 3, 11
#define UPPER 4, 12, 5, 13, 6, 14, 7, 15
#elif LANES == 8
#define COUNTING 0, 1, 2, 3
#define LOWER 0, 4, 1, 5
#define UPPER 2, 6, 3, 7
#else
#define COUNTING 0, 1
#define LOWER 0, 2
#define UPPER 1, 3
#endif
#if defined(__clang__)
#define INTERLEAVE(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
#else
#define INTERLEAVE(a, b, ...) __builtin_shuffle(a, b, (vec64){__VA_ARGS__})
#endif

/* The 64-bit products of the low halves with one word. */
INLINE vec64 multiply_low_halves(vec64 a, u32 by) {
#if defined(__AVX512F__)
  return (vec64)_mm512_mul_epu32((__m512i)a, _mm512_set1_epi64(by));
#elif defined(__AVX2__)
  return (vec64)_mm256_mul_epu32((__m256i)a, _mm256_set1_epi64x(by));
#elif defined(__SSE2__)
  return (vec64)_mm_mul_epu32((__m128i)a, _mm_set1_epi64x(by));
#elif defined(__aarch64__)
  return (vec64)vmull_u32(vmovn_u64((uint64x2_t)a), vdup_n_u32(by));
#elif defined(__wasm__)
  v128_t low = wasm_i32x4_shuffle((v128_t)a, (v128_t)a, 0, 2, 0, 2), factor = wasm_i32x4_splat((i32)by);
  // Kept from the compiler's eyes: it would make a product of 64-bit numbers of it, three times as slow.
  __asm__("" : "+r"(low), "+r"(factor));
  return (vec64)wasm_u64x2_extmul_low_u32x4(low, factor);
#else
  return (a & 0xffffffff) * by;
#endif
}

INLINE void store_mask(const dropout_mask_arguments *d, vec64 words, f32 *to) {
  veci kept = (vecu)words >= d->threshold;
  vec_store(to, (vec)(kept & (veci)vec_splat(d->scale)));
}

/* The mask's numbers 4 * block to 4 * block + WORDS. */
INLINE void philox_mask(const dropout_mask_arguments *d, u32 block, f32 *to) {
  vec64 c0 = vec64_splat(block) + (vec64){COUNTING};
  vec64 c1 = vec64_splat(d->step_low), c2 = vec64_splat(d->step_high), c3 = vec64_splat(d->site);
  u32 key0 = d->seed_low, key1 = d->seed_high;
#pragma GCC unroll 10
  for (u32 round = 0; round < PHILOX_ROUNDS; round++) {
    vec64 product0 = multiply_low_halves(c0, 0xd2511f53);
    vec64 product1 = multiply_low_halves(c2, 0xcd9e8d57);
    c0 = (product1 >> 32) ^ c1 ^ vec64_splat(key0);
    c1 = product1;
    c2 = (product0 >> 32) ^ c3 ^ vec64_splat(key1);
    c3 = product0;
    key0 += 0x9e3779b9;
    key1 += 0xbb67ae85;
  }
  vec64 first = (c0 & 0xffffffff) | c1 << 32, second = (c2 & 0xffffffff) | c3 << 32;
  store_mask(d, INTERLEAVE(first, second, LOWER), to);
  store_mask(d, INTERLEAVE(first, second, UPPER), to + LANES);
}

/* The mask's numbers `start` to `start + count`. */
static void fill_mask(const dropout_mask_arguments *d, u32 start, u32 count, f32 *to) {
  f32 buffer[WORDS];
  for (u32 done = 0; done < count;) {
    u32 skipped = (start + done) % 4, block = (start + done) / 4;
    if (skipped == 0 && count - done >= WORDS) {
      philox_mask(d, block, to + done);
      done += WORDS;
      continue;
    }
    u32 taken = minimum(count - done, WORDS - skipped);
    philox_mask(d, block, buffer);
    __builtin_memcpy(to + done, buffer + skipped, taken * sizeof(f32));
    done += taken;
  }
}

static void dropout_mask_plan(const dropout_mask_arguments *d, u32 threads, Plan *plan) {
  plan->phases = 1;
  plan->parts[0] = element_parts(d->rows * d->width, threads);
  if (d->repeats > 1) plan->parts[0] = minimum(plan->parts[0], d->rows);
}

static void dropout_mask_work(const dropout_mask_arguments *given, const Share *share) {
  const dropout_mask_arguments d = *given; // a copy, which the stores below cannot change
  f32 *output = F32(d.output);
  if (d.repeats == 1) {
    Range range = range_of(d.rows * d.width, ELEMENT_UNIT, share->part, share->parts);
    fill_mask(&d, range.start, range.end - range.start, output + range.start);
    return;
  }
  Range range = range_of(d.rows, 1, share->part, share->parts);
  for (u32 row = range.start; row < range.end; row++) {
    f32 *first = output + (size_t)row * d.repeats * d.width;
    fill_mask(&d, row * d.width, d.width, first);
    for (u32 repeat = 1; repeat < d.repeats; repeat++)
      __builtin_memcpy(first + (size_t)repeat * d.width, first, d.width * sizeof(f32));
  }
}
