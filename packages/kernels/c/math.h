// exp, log, sigmoid and tanh of whole vectors, from arithmetic and exponent bits alone.
// Errors over all of float32, in units in the last place (ulp), as test/unary.test.ts checks them in every
// build: exp 1, log 1, sigmoid 2.5, tanh 2.5. Infinities and NaN are kept. Results below the least normal
// number may be 0 instead (natively all denormals are).
#pragma once
#include "vec.h"

#define INFINITE (__builtin_inff())
#define LARGEST 3.40282347e38f
#define LOG2_E 1.44269504f
// ln 2 in two parts: the first has so few bits that its multiples by exponents are exact without fusing too.
#define LN2_HIGH 0.693359375f
#define LN2_LOW (-2.12194440e-4f)
// Added to a small number, it leaves the nearest integer in the low bits.
#define ROUNDER 12582912.f
#define ROUNDER_BITS 0x4b400000

// The larger and the smaller of x and a limit; NaN stays NaN, since no comparison with it holds.
#if defined(__wasm__)
#include <wasm_simd128.h>
INLINE vec vec_at_least(vec x, f32 low) { return (vec)wasm_f32x4_pmax((v128_t)x, (v128_t)vec_splat(low)); }
INLINE vec vec_at_most(vec x, f32 high) { return (vec)wasm_f32x4_pmin((v128_t)x, (v128_t)vec_splat(high)); }
#else
INLINE vec vec_at_least(vec x, f32 low) { return vec_select(x < low, vec_splat(low), x); }
INLINE vec vec_at_most(vec x, f32 high) { return vec_select(x > high, vec_splat(high), x); }
#endif
INLINE vec vec_clamp(vec x, f32 low, f32 high) { return vec_at_most(vec_at_least(x, low), high); }
INLINE vec vec_abs(vec x) { return (vec)((veci)x & 0x7fffffff); }

INLINE vec vec_sqrt(vec x) {
  for (u32 lane = 0; lane < LANES; lane++) x[lane] = __builtin_sqrtf(x[lane]);
  return x;
}

// 2^n for n in [-126, 127]; 0 for -127.
INLINE vec vec_power_of_two(veci n) { return (vec)((n + 127) << 23); }

/*
 * x = n ln 2 + r with |r| <= ln(2)/2 (Cody & Waite 1980). Returns e^r - 1 by a minimax polynomial, whose own
 * relative error is below 0.4 ulp also near 0.
 */
INLINE vec exp_reduced(vec x, veci *n) {
  vec shifted = vec_fma(x, vec_splat(LOG2_E), vec_splat(ROUNDER));
  *n = (veci)shifted - ROUNDER_BITS;
  vec whole = shifted - ROUNDER;
  vec r = vec_fma(whole, vec_splat(-LN2_HIGH), x);
  r = vec_fma(whole, vec_splat(-LN2_LOW), r);
  vec q = vec_fma(vec_splat(0.001381432f), r, vec_splat(0.008368852f));
  q = vec_fma(q, r, vec_splat(0.0416684f));
  q = vec_fma(q, r, vec_splat(0.1666652f));
  q = vec_fma(q, r, vec_splat(0.49999994f));
  return vec_fma(q, r * r, r);
}

// e^x.
INLINE vec vec_exp(vec x) {
  veci n;
  vec p = exp_reduced(vec_clamp(x, -104, 89), &n);
  // In two steps, because 2^n itself may be beyond what a float can be.
  veci half = n >> 1;
  return (p + 1) * vec_power_of_two(half) * vec_power_of_two(n - half);
}

// ln x; -infinity for 0, NaN below.
INLINE vec vec_log(vec x) {
  veci denormal = x < 1.17549435e-38f;
  vec scaled = vec_select(denormal, x * 8388608.f, x);
  // x = 2^n (1 + f) with 1 + f in [sqrt(1/2), sqrt(2)).
  // Unsigned, since -0 - sqrt(1/2) is beyond the signed numbers.
  veci n = (veci)((vecu)scaled - 0x3f3504f3u) >> 23;
  vec f = (vec)((vecu)scaled - ((vecu)n << 23)) - 1;
  vec exponent = __builtin_convertvector(n + (denormal & -23), vec);
  vec q = vec_fma(vec_splat(-0.076345444f), f, vec_splat(0.12761654f));
  q = vec_fma(q, f, vec_splat(-0.13160202f));
  q = vec_fma(q, f, vec_splat(0.14201748f));
  q = vec_fma(q, f, vec_splat(-0.16623354f));
  q = vec_fma(q, f, vec_splat(0.20001227f));
  q = vec_fma(q, f, vec_splat(-0.25000823f));
  q = vec_fma(q, f, vec_splat(0.3333333f));
  vec square = f * f;
  vec low = vec_fma(exponent, vec_splat(LN2_LOW), q * f * square);
  vec result = vec_fma(vec_splat(-0.5f), square, low) + f;
  result = vec_fma(exponent, vec_splat(LN2_HIGH), result);
  result = vec_select(x == INFINITE, x, result);
  vec outside = vec_select(x == 0, vec_splat(-INFINITE), vec_splat(__builtin_nanf("")));
  return vec_select(x > 0, result, outside);
}

/*
 * e^x for x <= 0 (and NaN), cheaper than vec_exp: below -87.7 the exponent bits of 2^n are those of 0, and so
 * is the result.
 */
INLINE vec vec_exp_of_negative(vec x) {
  veci n;
  vec p = exp_reduced(vec_at_least(x, -88), &n);
  return (p + 1) * vec_power_of_two(n);
}

// e^x - 1 for x in [-87, 0]: near 0 it loses nothing.
INLINE vec vec_expm1_of_negative(vec x) {
  veci n;
  vec p = exp_reduced(x, &n);
  vec power = vec_power_of_two(n);
  return vec_fma(p, power, power - 1);
}

/*
 * a / b for b in [1, 2] and |a| <= 1: with 16 lanes by an estimate of 1 / b of 14 bits, and what its product with a
 * leaves over.
 */
INLINE vec vec_quotient(vec a, vec b) {
#if LANES == 16
  __m512 estimate = _mm512_rcp14_ps((__m512)b), quotient = _mm512_mul_ps((__m512)a, estimate);
  __m512 left = _mm512_fnmadd_ps((__m512)b, quotient, (__m512)a);
  return (vec)_mm512_fmadd_ps(left, estimate, quotient);
#else
  return a / b;
#endif
}

// 1 / (1 + e^-x): of e^-|x|, so that neither tail overflows and the lower one keeps its relative error.
INLINE vec vec_sigmoid(vec x) {
  vec z = vec_exp_of_negative((vec)((veci)x | (veci)vec_splat(-0.f)));
  return vec_quotient(vec_select(x < 0, z, vec_splat(1)), z + 1);
}

// tanh |x| = -m / (2 + m) with m = e^(-2|x|) - 1. From 10 on it rounds to 1.
INLINE vec vec_tanh(vec x) {
  veci sign = (veci)x & (veci)vec_splat(-0.f);
  vec magnitude = vec_abs(x);
  vec m = vec_expm1_of_negative(-2 * vec_at_most(magnitude, 10));
  // Not -m: zero keeps its sign.
  return (vec)((veci)vec_quotient(0 - m, m + 2) ^ sign);
}
