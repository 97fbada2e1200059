// Threads that come, help and stay behind as those of the pool do, for ThreadSanitizer to watch: sanitize.mjs.
#include <pthread.h>
#include <stdio.h>
#include "kernels.c"

#define THREADS 4
#define RUNS 1000
#define COUNT 40000
#define NUMBER_OF(name) number_of_##name,
enum { OPERATIONS(NUMBER_OF) };

_Thread_local u8 *engram_heap;
static _Alignas(64) u8 memory[1 << 20];
static u32 generation, newest, closing;

static void *help(void *given) {
  u32 seen = 0;
  engram_heap = memory;
  while (!__atomic_load_n(&closing, __ATOMIC_SEQ_CST)) {
    u32 now = __atomic_load_n(&generation, __ATOMIC_SEQ_CST);
    if (now == seen) continue;
    seen = now;
    engram_baseline_run(__atomic_load_n(&newest, __ATOMIC_SEQ_CST), (u32)(uintptr_t)given, 1, seen);
  }
  return NULL;
}

/* y = factor * x, by commands in two blocks by turns, each written anew while threads may still look at it. */
int main(void) {
  const u32 x = 4096, y = x + 4 * COUNT;
  pthread_t helpers[THREADS];
  engram_heap = memory;
  for (u32 index = 0; index < COUNT; index++) F32(x)[index] = 1;
  for (uintptr_t thread = 1; thread < THREADS; thread++) pthread_create(&helpers[thread], NULL, help, (void *)thread);
  for (u32 run = 1; run <= RUNS; run++) {
    u32 offset = 1024 * (1 + run % 2), count = COUNT - run % 7;
    Command *command = AT(Command, offset);
    axpy_arguments *arguments = (axpy_arguments *)command->arguments;
    command->operation = number_of_axpy;
    command->threads = THREADS;
    __atomic_store_n(&command->give_up_milliseconds, 60000, __ATOMIC_RELAXED);
    *arguments = (axpy_arguments){.x = x, .y = y, .count = count, .factor = (f32)run};
    for (u32 index = 0; index < COUNT; index++) F32(y)[index] = 0;
    engram_baseline_plan(offset, run);
    __atomic_store_n(&newest, offset, __ATOMIC_SEQ_CST);
    __atomic_store_n(&generation, run, __ATOMIC_SEQ_CST);
    if (!engram_baseline_run(offset, 0, 1, run)) return printf("run %u failed\n", run);
    for (u32 index = 0; index < COUNT; index++) {
      if (F32(y)[index] != (index < count ? (f32)run : 0)) return printf("run %u: wrong at %u\n", run, index);
    }
  }
  __atomic_store_n(&closing, 1, __ATOMIC_SEQ_CST);
  for (u32 thread = 1; thread < THREADS; thread++) pthread_join(helpers[thread], NULL);
  printf("%d commands on %d threads\n", RUNS, THREADS);
  return 0;
}
