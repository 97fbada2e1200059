// Runs one command on the calling thread, together with whichever other threads have come to help.
#include "runtime.h"

#define NONE 0xffffffffu
#define LOOK_AT(word) __atomic_load_n(&(word), __ATOMIC_RELAXED)

#if defined(__wasm__)
#define LOOKS_UNTIL_STEP_ASIDE 0x4000 // a look takes some 2 ns there: a core has no instruction to wait
#define EXPORTED(name) __attribute__((export_name(#name))) name
__attribute__((import_module("env"), import_name("now"))) f64 milliseconds(void);
#else
#define LOOKS_UNTIL_STEP_ASIDE 0x100
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

/* The layout of a command block in the heap; src/command.ts has the same numbers, in 32-bit words. */
typedef struct {
  u32 operation;
  u32 threads;
  u32 scratch;          // offset
  u32 scratch_capacity; // bytes
  u32 phases;
  u32 failed;   // atomic: 1 once a thread trapped in the middle of its part
  u32 sequence; // atomic: the number of this run of the block; 0 while it is written
  u32 give_up_milliseconds;
  u32 parts[MOST_PHASES];
  u64 left[MOST_PHASES]; // atomic: the sequence in the upper half, the parts that nobody has taken in the lower
  u32 done[MOST_PHASES]; // atomic: how many parts of a phase are finished
  u8 arguments[];
} Command;

_Static_assert(offsetof(Command, arguments) == 4 * 72, "src/command.ts says where arguments are");

#define PLAN_OF(name) (void (*)(const void *, u32, Plan *)) name##_plan,
#define WORK_OF(name) (void (*)(const void *, const Share *)) name##_work,
static void (*const plan_of[])(const void *, u32, Plan *) = {OPERATIONS(PLAN_OF)};
static void (*const work_of[])(const void *, const Share *) = {OPERATIONS(WORK_OF)};

/* The number that abi.json had when this was compiled. */
u32 EXPORTED(abi)(void) { return ABI_FINGERPRINT; }

/*
 * Makes a planned command ready for a run of the number `sequence`, which is not 0 and differs from that of
 * any run before. A thread that comes late, with the number of an earlier run, finds no part to take.
 */
static void make_ready(Command *command, u32 sequence) {
  __atomic_store_n(&command->sequence, 0, __ATOMIC_SEQ_CST);
  __atomic_store_n(&command->failed, 0, __ATOMIC_RELAXED);
  for (u32 phase = 0; phase < command->phases; phase++) {
    __atomic_store_n(&command->done[phase], 0, __ATOMIC_RELAXED);
    __atomic_store_n(&command->left[phase], (u64)sequence << 32 | command->parts[phase], __ATOMIC_SEQ_CST);
  }
  __atomic_store_n(&command->sequence, sequence, __ATOMIC_SEQ_CST);
}

void EXPORTED(begin)(u32 offset, u32 sequence) { make_ready(AT(Command, offset), sequence); }

/*
 * Divides the command's work and makes it ready. Returns the bytes of scratch it needs where those in the
 * block are too few (the caller then provides them and plans again), else 0.
 */
u32 EXPORTED(plan)(u32 offset, u32 sequence) {
  Command *command = AT(Command, offset);
  Plan plan = {0};
  plan_of[command->operation](command->arguments, command->threads, &plan);
  if (plan.scratch_bytes > command->scratch_capacity) return plan.scratch_bytes;
  // Read by threads that come late, too.
  __atomic_store_n(&command->phases, plan.phases, __ATOMIC_RELAXED);
  for (u32 phase = 0; phase < plan.phases; phase++) {
    __atomic_store_n(&command->parts[phase], plan.parts[phase], __ATOMIC_RELAXED);
  }
  make_ready(command, sequence);
  return 0;
}

/* Says that a thread trapped: those that wait for its part stop waiting. */
void EXPORTED(fail)(u32 offset) { __atomic_store_n(&AT(Command, offset)->failed, 1, __ATOMIC_SEQ_CST); }

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
 * thread failed, or none has finished a part for too long. A process that was stopped for a while is not
 * taken for a thread that was: of the time between two looks, a second counts at most.
 */
static u32 wait_for(Command *command, u32 phase, u32 sequence, u32 may_block) {
  u32 *done = &command->done[phase];
  f64 last = 0, waited = 0;
  for (u32 spins = 1;; spins++) {
    u32 seen = __atomic_load_n(done, __ATOMIC_ACQUIRE);
    if (seen >= LOOK_AT(command->parts[phase])) return 1;
    if (__atomic_load_n(&command->sequence, __ATOMIC_ACQUIRE) != sequence) return 1;
    if (__atomic_load_n(&command->failed, __ATOMIC_ACQUIRE)) return 0;
    relax();
    if (spins % LOOKS_UNTIL_STEP_ASIDE == 0 && may_block) step_aside(done, seen);
    if (spins % 0x1000 == 0) {
      f64 now = milliseconds();
      if (last > 0) waited += now - last < 1000 ? now - last : 1000;
      if (waited > LOOK_AT(command->give_up_milliseconds)) return 0;
      last = now;
    }
  }
}

/* Takes a part of this very run. Returns its number, or NONE. */
static u32 take(const Command *command, u64 *left, u32 sequence, u32 phase) {
  u64 seen = __atomic_load_n(left, __ATOMIC_ACQUIRE);
  while ((u32)(seen >> 32) == sequence && (u32)seen > 0) {
    if (__atomic_compare_exchange_n(left, &seen, seen - 1, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
      return command->parts[phase] - (u32)seen;
    }
  }
  return NONE;
}

/*
 * Takes parts until there are none left. What the block says may be another command's until a part of this
 * run is taken: from then on until it is done the block stays as it is. Returns 1, or 0 when a thread failed
 * or stopped. Only thread 0 waits for the end of the last phase.
 */
u32 EXPORTED(run)(u32 offset, u32 thread, u32 may_block, u32 sequence) {
  Command *command = AT(Command, offset);
  for (u32 phase = 0; phase < LOOK_AT(command->phases); phase++) {
    for (u32 part; (part = take(command, &command->left[phase], sequence, phase)) != NONE;) {
      Share share = {.phase = phase,
                     .part = part,
                     .parts = command->parts[phase],
                     .thread = thread,
                     .threads = command->threads,
                     .scratch = AT(u8, command->scratch)};
      work_of[command->operation](command->arguments, &share);
      __atomic_fetch_add(&command->done[phase], 1, __ATOMIC_ACQ_REL);
    }
    if (thread > 0 && phase + 1 == LOOK_AT(command->phases)) break;
    if (!wait_for(command, phase, sequence, may_block)) return 0;
  }
  return 1;
}

/*
 * Waits for the word to differ from `seen`, for some `microseconds`: awake, since a thread that sleeps takes
 * tens of microseconds to come back. After the first fifty, others may have the core in between.
 */
void EXPORTED(spin)(u32 offset, u32 seen, u32 microseconds) {
  u32 *word = AT(u32, offset);
  f64 start = milliseconds(), waited;
  do {
    for (u32 look = 0; look < 64; look++) {
      if (__atomic_load_n(word, __ATOMIC_ACQUIRE) != seen) return;
      relax();
    }
    waited = milliseconds() - start;
#if !defined(__wasm__)
    if (waited > 0.05) sched_yield();
#endif
  } while (waited * 1e3 < microseconds);
}
