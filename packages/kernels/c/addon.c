// The Node-API face of the native builds: per instruction set, the functions of runtime.c on a heap given by address.
#include "node-api.h"
#include "vec.h"

_Thread_local u8 *engram_heap;

#define NATIVE_BUILDS(X) IF_AMX(X) IF_AVX512(X) IF_AVX2(X) IF_BASELINE(X)
#define HAS_AVX512                                                               \
  (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&    \
   __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq"))
#if defined(WITH_AMX) && defined(__linux__)
#include <cpuid.h>
#include <sys/syscall.h>
#include <unistd.h>
/* The matrix unit's registers are large: Linux gives them to processes that ask for them alone. */
static int may_use_amx(void) {
  const u32 amx_bf16 = 1u << 22, amx_tile = 1u << 24, avx512_bf16 = 1u << 5;
  const int request_permission = 0x1023, tile_data = 18;
  u32 a, b, c, d;
  if (!HAS_AVX512 || !__get_cpuid_count(7, 0, &a, &b, &c, &d)) return 0;
  if ((d & amx_bf16) == 0 || (d & amx_tile) == 0) return 0;
  if (!__get_cpuid_count(7, 1, &a, &b, &c, &d) || (a & avx512_bf16) == 0) return 0;
  return syscall(SYS_arch_prctl, request_permission, tile_data) == 0;
}
#define IF_AMX(X) X(amx, may_use_amx())
#else
#define IF_AMX(X)
#endif
#if defined(WITH_AVX512)
#define IF_AVX512(X) X(avx512, HAS_AVX512)
#else
#define IF_AVX512(X)
#endif
#if defined(WITH_AVX2)
#define IF_AVX2(X) X(avx2, __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
#else
#define IF_AVX2(X)
#endif
// On ARM the baseline is NEON.
#define IF_BASELINE(X) X(baseline, 1)

#define DECLARE(isa, supported)                                       \
  u32 engram_##isa##_abi(void);                                       \
  u32 engram_##isa##_plan(u32 command, u32 sequence);                 \
  void engram_##isa##_begin(u32 command, u32 sequence);               \
  u32 engram_##isa##_run(u32 command, u32 thread, u32 may_block, u32 sequence); \
  void engram_##isa##_fail(u32 command);                              \
  void engram_##isa##_spin(u32 word, u32 seen, u32 microseconds);
NATIVE_BUILDS(DECLARE)

/* Reads the heap's address and up to four 32-bit numbers. */
static void read_arguments(napi_env env, napi_callback_info info, u32 *values, size_t count) {
  napi_value arguments[5];
  size_t given = count + 1;
  f64 heap = 0;
  napi_get_cb_info(env, info, &given, arguments, NULL, NULL);
  napi_get_value_double(env, arguments[0], &heap);
  for (size_t index = 0; index < count; index++) napi_get_value_uint32(env, arguments[index + 1], &values[index]);
  engram_heap = (u8 *)(uintptr_t)heap;
}

static napi_value number(napi_env env, f64 value) {
  napi_value result;
  napi_create_double(env, value, &result);
  return result;
}

/* Denormal numbers take a hundred cycles each and mean nothing here: flushed to zero while kernels run. */
#if defined(__x86_64__)
#define FLUSHED(call)                                  \
  u32 mode = __builtin_ia32_stmxcsr();                 \
  __builtin_ia32_ldmxcsr(mode | 0x8040);               \
  u32 result = call;                                   \
  __builtin_ia32_ldmxcsr(mode);
#else
#define FLUSHED(call) u32 result = call;
#endif

#define DEFINE(isa, supported)                                          \
  static napi_value isa##_plan(napi_env env, napi_callback_info info) { \
    u32 values[2];                                                      \
    read_arguments(env, info, values, 2);                               \
    return number(env, engram_##isa##_plan(values[0], values[1]));      \
  }                                                                     \
  static napi_value isa##_begin(napi_env env, napi_callback_info info) { \
    u32 values[2];                                                      \
    read_arguments(env, info, values, 2);                               \
    engram_##isa##_begin(values[0], values[1]);                         \
    return NULL;                                                        \
  }                                                                     \
  static napi_value isa##_run(napi_env env, napi_callback_info info) {  \
    u32 values[4];                                                      \
    read_arguments(env, info, values, 4);                               \
    FLUSHED(engram_##isa##_run(values[0], values[1], values[2], values[3])) \
    return number(env, result);                                         \
  }                                                                     \
  static napi_value isa##_fail(napi_env env, napi_callback_info info) { \
    u32 values[1];                                                      \
    read_arguments(env, info, values, 1);                               \
    engram_##isa##_fail(values[0]);                                     \
    return NULL;                                                        \
  }                                                                     \
  static napi_value isa##_spin(napi_env env, napi_callback_info info) { \
    u32 values[3];                                                      \
    read_arguments(env, info, values, 3);                               \
    engram_##isa##_spin(values[0], values[1], values[2]);               \
    return NULL;                                                        \
  }
NATIVE_BUILDS(DEFINE)

/* addressOf(bytes): where a typed array over a shared memory lies; it stays there as long as the memory lives. */
static napi_value address_of(napi_env env, napi_callback_info info) {
  napi_value array;
  size_t given = 1;
  void *data = NULL;
  napi_get_cb_info(env, info, &given, &array, NULL, NULL);
  if (napi_get_typedarray_info(env, array, NULL, NULL, &data, NULL, NULL) != 0 || data == NULL) {
    napi_throw_type_error(env, NULL, "addressOf: expected a typed array");
    return NULL;
  }
  return number(env, (f64)(uintptr_t)data);
}

static void set_function(napi_env env, napi_value object, const char *name, napi_callback callback) {
  napi_value function;
  napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, NULL, &function);
  napi_set_named_property(env, object, name, function);
}

#if defined(ENGRAM_SANITIZE)
void __asan_poison_memory_region(const volatile void *start, size_t bytes);
void __asan_unpoison_memory_region(const volatile void *start, size_t bytes);

/* poison(heap, offset, bytes): no kernel may touch them until unpoison(heap, offset, bytes). */
static napi_value poison(napi_env env, napi_callback_info info) {
  u32 values[2];
  read_arguments(env, info, values, 2);
  __asan_poison_memory_region(engram_heap + values[0], values[1]);
  return NULL;
}
static napi_value unpoison(napi_env env, napi_callback_info info) {
  u32 values[2];
  read_arguments(env, info, values, 2);
  __asan_unpoison_memory_region(engram_heap + values[0], values[1]);
  return NULL;
}
#endif

int32_t node_api_module_get_api_version_v1(void) { return NODE_API_VERSION; }

/* exports: addressOf, and for each build that this processor runs an object of its functions and its `abi`. */
napi_value napi_register_module_v1(napi_env env, napi_value exports) {
  set_function(env, exports, "addressOf", address_of);
#if defined(ENGRAM_SANITIZE)
  set_function(env, exports, "poison", poison);
  set_function(env, exports, "unpoison", unpoison);
#endif
#define ADD(isa, supported)                                                       \
  if (supported) {                                                                \
    napi_value build;                                                             \
    napi_create_object(env, &build);                                              \
    set_function(env, build, "plan", isa##_plan);                                 \
    set_function(env, build, "begin", isa##_begin);                               \
    set_function(env, build, "run", isa##_run);                                   \
    set_function(env, build, "fail", isa##_fail);                                 \
    set_function(env, build, "spin", isa##_spin);                                 \
    napi_set_named_property(env, build, "abi", number(env, engram_##isa##_abi())); \
    napi_set_named_property(env, exports, #isa, build);                           \
  }
  NATIVE_BUILDS(ADD)
  return exports;
}
