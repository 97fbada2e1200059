// Runs one command on the calling thread, together with whichever other threads have come to help.
#include "runtime.h"

#define GIVE_UP_MILLISECONDS 60000

#if defined(__wasm__)
#define EXPORTED(name) __attribute__((export_name(#name))) name
__attribute__((import_module("env"), import_name("now"))) f64 milliseconds(void);
#else
#include <sched.h>
#include <time.h>
#define JOIN(isa, name) engram_##isa##_##name
#define EXPAND(isa, name) JOIN(isa, name)
#define EXPORTED(name) EXPAND(ENGRAM_ISA, name)
static f64 milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (f64)now.tv_sec * 1e3 + (f64)now.tv_nsec * 1e-6;
}
#endif

/* The layout of a command block in the heap, in 32-bit words; src/command.ts has the same numbers. */
typedef struct {
  u32 operation;
  u32 threads;
  u32 scratch;          // offset
  u32 scratch_capacity; // bytes
  u32 phases;
  u32 failed;
  u32 unused[2];
  u32 parts[MOST_PHASES];
  u32 next[MOST_PHASES]; // atomic: the first part of a phase that nobody has taken
  u32 done[MOST_PHASES]; // atomic: how many parts of a phase are finished
  u32 unused_too[8];
  u8 arguments[];
} Command;

#define PLAN_OF(name) (void (*)(const void *, u32, Plan *)) name##_plan,
#define WORK_OF(name) (void (*)(const void *, const Share *)) name##_work,
static void (*const plan_of[])(const void *, u32, Plan *) = {OPERATIONS(PLAN_OF)};
static void (*const work_of[])(const void *, const Share *) = {OPERATIONS(WORK_OF)};

/*
 * Divides the command's work. Returns the bytes of scratch it needs where those in the block are too few
 * (the caller then provides them and plans again), else 0.
 */
u32 EXPORTED(plan)(u32 offset) {
  Command *command = AT(Command, offset);
  Plan plan = {0};
  plan_of[command->operation](command->arguments, command->threads, &plan);
  if (plan.scratch_bytes > command->scratch_capacity) return plan.scratch_bytes;
  command->phases = plan.phases;
  command->failed = 0;
  for (u32 phase = 0; phase < plan.phases; phase++) {
    command->parts[phase] = plan.parts[phase];
    __atomic_store_n(&command->next[phase], 0, __ATOMIC_RELAXED);
    __atomic_store_n(&command->done[phase], 0, __ATOMIC_RELAXED);
  }
  return 0;
}

static void relax(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

/* Lets other threads have the core for a moment; `word` still holds `seen`. */
static void step_aside(u32 *word, u32 seen) {
#if !defined(__wasm__)
  (void)word, (void)seen;
  sched_yield();
#elif defined(__wasm_atomics__)
  __builtin_wasm_memory_atomic_wait32((int *)word, (int)seen, 20000);
#else
  (void)word, (void)seen;
#endif
}

/*
 * Waits until all parts of a phase are done: for a part at most, so mostly by spinning. Returns 0 when a
 * thread failed, or has not moved for a minute and has to be given up.
 */
static u32 wait_for(Command *command, u32 phase, u32 may_block) {
  u32 *done = &command->done[phase];
  f64 start = 0;
  for (u32 spins = 1;; spins++) {
    u32 seen = __atomic_load_n(done, __ATOMIC_ACQUIRE);
    if (seen >= command->parts[phase]) return 1;
    if (__atomic_load_n(&command->failed, __ATOMIC_ACQUIRE)) return 0;
    relax();
    if ((spins & 0x3ff) == 0 && may_block) step_aside(done, seen);
    if ((spins & 0xfffff) == 0) {
      if (start == 0) start = milliseconds();
      else if (milliseconds() - start > GIVE_UP_MILLISECONDS) return 0;
    }
  }
}

/* Takes parts until there are none left. Returns 1, or 0 when another thread failed or stopped. */
u32 EXPORTED(run)(u32 offset, u32 thread, u32 may_block) {
  Command *command = AT(Command, offset);
  void (*work)(const void *, const Share *) = work_of[command->operation];
  Share share = {.thread = thread, .threads = command->threads, .scratch = AT(u8, command->scratch)};
  for (share.phase = 0; share.phase < command->phases; share.phase++) {
    share.parts = command->parts[share.phase];
    u32 *next = &command->next[share.phase];
    while ((share.part = __atomic_fetch_add(next, 1, __ATOMIC_ACQ_REL)) < share.parts) {
      work(command->arguments, &share);
      __atomic_fetch_add(&command->done[share.phase], 1, __ATOMIC_ACQ_REL);
    }
    if (!wait_for(command, share.phase, may_block)) return 0;
  }
  return 1;
}

/* Waits for the word to differ from `seen`, for at most `spins` looks. */
void EXPORTED(spin)(u32 offset, u32 seen, u32 spins) {
  u32 *word = AT(u32, offset);
  while (spins-- > 0 && __atomic_load_n(word, __ATOMIC_ACQUIRE) == seen) relax();
}
