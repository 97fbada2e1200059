// Dropout masks by Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011), as @engram/random's fillDropoutMask.
#include "elements.h"

#if defined(__SSE2__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

// Each 64-bit lane carries one counter's word in its low half; what is in the high half is never looked at.
#define COUNTERS (LANES / 2)
#define WORDS (4 * COUNTERS)
#define ROUNDS 10

typedef u64 vec64 __attribute__((vector_size(LANES * 4)));

INLINE vec64 vec64_splat(u64 value) { return value - (vec64){}; }

/* The 64-bit products of the low halves. */
INLINE vec64 multiply_low_halves(vec64 a, vec64 b) {
#if defined(__AVX512F__)
  return (vec64)_mm512_mul_epu32((__m512i)a, (__m512i)b);
#elif defined(__AVX2__)
  return (vec64)_mm256_mul_epu32((__m256i)a, (__m256i)b);
#elif defined(__SSE2__)
  return (vec64)_mm_mul_epu32((__m128i)a, (__m128i)b);
#elif defined(__aarch64__)
  return (vec64)vmull_u32(vmovn_u64((uint64x2_t)a), vmovn_u64((uint64x2_t)b));
#else
  return (a & 0xffffffff) * (b & 0xffffffff);
#endif
}

/* The mask's numbers 4 * block to 4 * block + WORDS. */
INLINE void philox_mask(const dropout_mask_arguments *d, u32 block, f32 *to) {
  vec64 c0 = vec64_splat(block), c1 = vec64_splat(d->step_low), c2 = vec64_splat(d->step_high);
  vec64 c3 = vec64_splat(d->site);
  for (u32 counter = 0; counter < COUNTERS; counter++) c0[counter] += counter;
  u32 key0 = d->seed_low, key1 = d->seed_high;
  for (u32 round = 0; round < ROUNDS; round++) {
    vec64 product0 = multiply_low_halves(c0, vec64_splat(0xd2511f53));
    vec64 product1 = multiply_low_halves(c2, vec64_splat(0xcd9e8d57));
    c0 = (product1 >> 32) ^ c1 ^ vec64_splat(key0);
    c1 = product1;
    c2 = (product0 >> 32) ^ c3 ^ vec64_splat(key1);
    c3 = product0;
    key0 += 0x9e3779b9;
    key1 += 0xbb67ae85;
  }
  u32 *words = (u32 *)to;
  for (u32 counter = 0; counter < COUNTERS; counter++) {
    words[4 * counter] = (u32)c0[counter];
    words[4 * counter + 1] = (u32)c1[counter];
    words[4 * counter + 2] = (u32)c2[counter];
    words[4 * counter + 3] = (u32)c3[counter];
  }
  for (u32 word = 0; word < WORDS; word++) to[word] = words[word] >= d->threshold ? d->scale : 0;
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
