// How operations meet the threads: the command block and the division of work into phases and parts.
#pragma once
#include "vec.h"
#include "generated/abi.h"

#define MOST_PHASES 16
#define MOST_THREADS 64

// Offsets into the heap are 32-bit, with 0 for "absent". In WebAssembly they are addresses; natively the
// heap's base is added.
#if defined(__wasm__)
#define AT(type, offset) ((type *)(uintptr_t)(offset))
#define OFFSET(pointer) ((u32)(uintptr_t)(pointer))
#else
extern _Thread_local u8 *engram_heap;
#define AT(type, offset) ((type *)(engram_heap + (offset)))
#define OFFSET(pointer) ((u32)((u8 *)(pointer) - engram_heap))
#endif
#define F32(offset) AT(f32, offset)
#define I32(offset) AT(i32, offset)

/*
 * An operation is divided into phases, run one after another, and each phase into parts, run in any order
 * by any thread: a part may depend on earlier phases and on no other part of its own, and the result must
 * not depend on the number of threads (so no sum is split by a number that depends on it).
 */
typedef struct {
  u32 phases;
  u32 parts[MOST_PHASES];
  u32 scratch_bytes; // 64-byte aligned; not zeroed
} Plan;

/* What every work function is told beside its arguments. */
typedef struct {
  u32 phase;
  u32 part;
  u32 parts;   // of this phase
  u32 thread;  // the one that runs this part: 0 to threads - 1; for scratch of its own
  u32 threads; // as the plan was told
  u8 *scratch;
} Share;

/* For each operation `name` of abi.json (in snake_case) there are, in one of the .c files:
 *   static void name_plan(const name_arguments *arguments, u32 threads, Plan *plan);
 *   static void name_work(const name_arguments *arguments, const Share *share);
 * A plan with one part in every phase runs on the calling thread alone: use that for small work (under some
 * 20 us), where waking others costs more than it saves.
 */

INLINE u32 minimum(u32 a, u32 b) { return a < b ? a : b; }
INLINE u32 maximum(u32 a, u32 b) { return a > b ? a : b; }
INLINE u32 divide_up(u32 a, u32 b) { return (a + b - 1) / b; }
INLINE u32 round_up(u32 a, u32 multiple) { return divide_up(a, multiple) * multiple; }

/* The half-open range of `total` things that part `part` of `parts` does; starts are multiples of `unit`. */
typedef struct {
  u32 start, end;
} Range;
INLINE Range range_of(u32 total, u32 unit, u32 part, u32 parts) {
  u64 units = divide_up(total, unit);
  Range range = {(u32)(units * part / parts) * unit, (u32)(units * (part + 1) / parts) * unit};
  range.start = minimum(range.start, total);
  range.end = minimum(range.end, total);
  return range;
}
