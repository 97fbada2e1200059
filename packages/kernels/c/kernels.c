// All operations of one build in one translation unit, so that the compiler sees everything.
#include "gemm.c"
#include "lstm.c"
#include "runtime.c"
