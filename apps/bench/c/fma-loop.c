// The bare inner loop that the fractions are of: multiply and add on registers alone, in chains that hide the latency.
// Native, a program: fma-loop THREADS SECONDS prints the operations per second of all threads together.
// WebAssembly, a function: fma_loop(rounds) does OPERATIONS_PER_ROUND * rounds operations.
#if defined(__AVX512F__)
#define LANES 16
#elif defined(__AVX2__)
#define LANES 8
#else
#define LANES 4
#endif
// 16 registers less two: as many chains as the smallest register file holds.
#define CHAINS 12
#define OPERATIONS_PER_ROUND (2.0 * LANES * CHAINS)

typedef float vec __attribute__((vector_size(LANES * 4)));

#if defined(__wasm_relaxed_simd__)
#include <wasm_simd128.h>
#define FMA(a, b, c) ((vec)wasm_f32x4_relaxed_madd((v128_t)(a), (v128_t)(b), (v128_t)(c)))
#else
#define FMA(a, b, c) ((a) * (b) + (c))
#endif

#if defined(__AMX_BF16__)
// A float32 product on the matrix unit is six of bfloat16: a round is one of 32 x 32 x 32.
#undef OPERATIONS_PER_ROUND
#define OPERATIONS_PER_ROUND (2.0 * 32 * 32 * 32)
#include <immintrin.h>
#include <sys/syscall.h>
#include <unistd.h>
__attribute__((noinline)) float fma_loop(int rounds) {
  struct {
    unsigned char palette, start_row, reserved[14];
    unsigned short row_bytes[16];
    unsigned char rows[16];
  } __attribute__((packed)) shape = {.palette = 1};
  for (int tile = 0; tile < 8; tile++) shape.row_bytes[tile] = 64, shape.rows[tile] = 16;
  _tile_loadconfig(&shape);
  // Numbers with all their digits: products of zeros take less power, and the clock would be higher.
  static unsigned words[256];
  for (unsigned index = 0; index < 256; index++) words[index] = 0x3f003f00u | ((index * 2654435761u >> 9) & 0x007f007fu);
  _tile_loadd(4, words, 64); _tile_loadd(5, words, 64); _tile_loadd(6, words, 64); _tile_loadd(7, words, 64);
  _tile_zero(0); _tile_zero(1); _tile_zero(2); _tile_zero(3);
  for (int round = 0; round < rounds; round++) {
    for (int product = 0; product < 6; product++) {
      _tile_dpbf16ps(0, 4, 6); _tile_dpbf16ps(1, 4, 7); _tile_dpbf16ps(2, 5, 6); _tile_dpbf16ps(3, 5, 7);
    }
  }
  float sums[256];
  _tile_stored(0, sums, 64);
  _tile_release();
  return sums[0];
}
#else
__attribute__((noinline)) float fma_loop(int rounds) {
  // Without it, a function of nothing but its argument: called once for all.
  __asm__ volatile("" ::: "memory");
  vec sums[CHAINS];
  const vec factor = 0.999f - (vec){}, summand = 0.001f - (vec){};
  for (int chain = 0; chain < CHAINS; chain++) sums[chain] = (float)(chain + 2) - (vec){};
  for (int round = 0; round < rounds; round++) {
#pragma GCC unroll 12
    for (int chain = 0; chain < CHAINS; chain++) sums[chain] = FMA(sums[chain], factor, summand);
  }
  float total = 0;
  for (int chain = 0; chain < CHAINS; chain++) total += sums[chain][0];
  return total;
}
#endif

#if defined(__wasm__)
__attribute__((export_name("fmaLoop"))) float exported(int rounds) { return fma_loop(rounds); }
__attribute__((export_name("operationsPerRound"))) double operations_per_round(void) { return OPERATIONS_PER_ROUND; }
#else
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum {
  MOST_THREADS = 64,
#if defined(__AMX_BF16__)
  ROUNDS = 20000,
#else
  ROUNDS = 1000000,
#endif
};

static double seconds_per_loop;
static double rates[MOST_THREADS];
static volatile float sink;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec * 1e-9;
}

static void *run(void *rate) {
  double start = now(), rounds = 0, passed;
  do {
    sink = fma_loop(ROUNDS);
    rounds += ROUNDS;
    passed = now() - start;
  } while (passed < seconds_per_loop);
  *(double *)rate = rounds * OPERATIONS_PER_ROUND / passed;
  return 0;
}

int main(int count, char **arguments) {
#if defined(__AMX_BF16__)
  const int request_permission = 0x1023, tile_data = 18;
  if (syscall(SYS_arch_prctl, request_permission, tile_data) != 0) return 1;
#endif
  int threads = count > 1 ? atoi(arguments[1]) : 1;
  seconds_per_loop = count > 2 ? atof(arguments[2]) : 0.1;
  if (threads < 1 || threads > MOST_THREADS) return 1;
  pthread_t others[MOST_THREADS];
  for (int thread = 1; thread < threads; thread++) pthread_create(&others[thread], 0, run, &rates[thread]);
  run(&rates[0]);
  double total = rates[0];
  for (int thread = 1; thread < threads; thread++) {
    pthread_join(others[thread], 0);
    total += rates[thread];
  }
  printf("%.0f\n", total);
  return 0;
}
#endif
