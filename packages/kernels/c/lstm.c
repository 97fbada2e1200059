#include "runtime.h"
static void lstm_forward_plan(const lstm_forward_arguments *l, u32 threads, Plan *plan) { (void)l, (void)threads, (void)plan; }
static void lstm_forward_work(const lstm_forward_arguments *l, const Share *share) { (void)l, (void)share; }
static void lstm_backward_plan(const lstm_backward_arguments *l, u32 threads, Plan *plan) { (void)l, (void)threads, (void)plan; }
static void lstm_backward_work(const lstm_backward_arguments *l, const Share *share) { (void)l, (void)share; }
