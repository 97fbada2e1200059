// Vectors of LANES floats by the compiler's vector extensions: the width is a macro, the code is one.
#pragma once
#include <stddef.h>
#include <stdint.h>

typedef uint8_t u8;
typedef int8_t i8;
typedef uint32_t u32;
typedef int32_t i32;
typedef uint64_t u64;
typedef float f32;
typedef double f64;

#define INLINE static inline __attribute__((always_inline))

#if defined(__AVX512F__)
#define LANES 16
#include <immintrin.h>
#elif defined(__AVX2__)
#define LANES 8
#include <immintrin.h>
#else
#define LANES 4
#endif

typedef f32 vec __attribute__((vector_size(LANES * 4)));
typedef i32 veci __attribute__((vector_size(LANES * 4)));
typedef u32 vecu __attribute__((vector_size(LANES * 4))); // for sums that may wrap around
typedef f32 vec_unaligned __attribute__((vector_size(LANES * 4), aligned(4), may_alias));
typedef i32 veci_unaligned __attribute__((vector_size(LANES * 4), aligned(4), may_alias));

INLINE vec vec_load(const f32 *from) { return *(const vec_unaligned *)from; }
INLINE void vec_store(f32 *to, vec value) { *(vec_unaligned *)to = value; }
INLINE veci veci_load(const i32 *from) { return *(const veci_unaligned *)from; }
INLINE void veci_store(i32 *to, veci value) { *(veci_unaligned *)to = value; }
INLINE vec vec_splat(f32 value) { return value - (vec){}; }
INLINE veci veci_splat(i32 value) { return value - (veci){}; }

// a * b + c, fused where the target can. (Native compilers contract by -ffp-contract=fast.)
#if defined(__wasm_relaxed_simd__)
#include <wasm_simd128.h>
INLINE vec vec_fma(vec a, vec b, vec c) { return (vec)wasm_f32x4_relaxed_madd((v128_t)a, (v128_t)b, (v128_t)c); }
#else
INLINE vec vec_fma(vec a, vec b, vec c) { return a * b + c; }
#endif

// mask ? a : b, lane by lane; the mask's lanes are 0 or -1, as comparisons give them.
INLINE vec vec_select(veci mask, vec a, vec b) { return (vec)((mask & (veci)a) | (~mask & (veci)b)); }

// A sanitizer does not see what masked instructions touch: shown the first and the last number of it.
#if defined(ENGRAM_SANITIZE)
INLINE void vec_watch(const f32 *numbers, u32 count) {
  const volatile f32 *seen = numbers;
  if (count > 0) (void)seen[0], (void)seen[count - 1];
}
#else
INLINE void vec_watch(const f32 *numbers, u32 count) { (void)numbers, (void)count; }
#endif

// The first `count` (0 to LANES) floats, zero behind them; nothing behind them is read or written.
#if LANES == 16
INLINE vec vec_load_partial(const f32 *from, u32 count) {
  vec_watch(from, count);
  return (vec)_mm512_maskz_loadu_ps((__mmask16)((1u << count) - 1), from);
}
INLINE void vec_store_partial(f32 *to, vec value, u32 count) {
  vec_watch(to, count);
  _mm512_mask_storeu_ps(to, (__mmask16)((1u << count) - 1), (__m512)value);
}
#elif LANES == 8
INLINE veci vec_mask(u32 count) { return (veci){0, 1, 2, 3, 4, 5, 6, 7} < (i32)count; }
INLINE vec vec_load_partial(const f32 *from, u32 count) {
  vec_watch(from, count);
  return (vec)_mm256_maskload_ps(from, (__m256i)vec_mask(count));
}
INLINE void vec_store_partial(f32 *to, vec value, u32 count) {
  vec_watch(to, count);
  _mm256_maskstore_ps(to, (__m256i)vec_mask(count), (__m256)value);
}
#else
INLINE vec vec_load_partial(const f32 *from, u32 count) {
  if (count >= LANES) return vec_load(from);
  vec value = {};
  if (count > 0) value[0] = from[0];
  if (count > 1) value[1] = from[1];
  if (count > 2) value[2] = from[2];
  return value;
}
INLINE void vec_store_partial(f32 *to, vec value, u32 count) {
  if (count >= LANES) return vec_store(to, value);
  if (count > 0) to[0] = value[0];
  if (count > 1) to[1] = value[1];
  if (count > 2) to[2] = value[2];
}
#endif

INLINE f32 vec_sum(vec value) {
  f32 sum = 0;
  for (u32 lane = 0; lane < LANES; lane++) sum += value[lane];
  return sum;
}

// The same, where a whole vector is the rule.
INLINE vec vec_load_count(const f32 *from, u32 count) {
  return count >= LANES ? vec_load(from) : vec_load_partial(from, count);
}
INLINE void vec_store_count(f32 *to, vec value, u32 count) {
  if (count >= LANES) vec_store(to, value);
  else vec_store_partial(to, value, count);
}
