// The gradient of lstmForward: by rows of the batch through all steps, then the weights' gradients by columns.
#include "lstm-backward-rows.h"
#include "lstm-backward-weights.h"

typedef struct {
  u32 kernel, recurrent;         // transposed and packed: [panels][4H][width]
  u32 ranked, starts, counts;    // see lstm_rank
  u32 gate_stride, left_stride;
  u32 gate_grads, left;          // [steps of all rows][stride]
  u32 hidden, cell, input;       // within the memory of each part
  u32 left_gates;                // dz of one step, ready for products
  u32 bytes, bytes_per_part;
} LstmBackwardLayout;

static u32 lstm_backward_parts(const lstm_backward_arguments *l, u32 threads) {
  return lstm_parts(l->batch, l->time, l->input ? l->input_size : 0, l->hidden_size, threads);
}

static LstmBackwardLayout lstm_backward_layout(const lstm_backward_arguments *l, u32 parts) {
  LstmBackwardLayout at = {0};
  u64 gates = 4 * l->hidden_size, steps = (u64)l->time * l->batch, rows = divide_up(l->batch, parts);
  u32 stride = odd_stride(l->hidden_size), input_stride = odd_stride(l->input_size);
  at.gate_stride = odd_stride(gates + LANES);
  at.left_stride = stride + (l->input ? input_stride : 0);
  at.recurrent = lstm_take(&at.bytes, right_bytes(l->hidden_size, gates));
  at.kernel = lstm_take(&at.bytes, l->input_grad ? right_bytes(l->input_size, gates) : 0);
  at.ranked = lstm_take(&at.bytes, (u64)l->batch * 4);
  at.starts = lstm_take(&at.bytes, ((u64)l->time + 1) * 4);
  at.counts = lstm_take(&at.bytes, ((u64)l->time + 1) * 4);
  at.gate_grads = lstm_take(&at.bytes, steps * at.gate_stride * 4);
  at.left = lstm_take(&at.bytes, steps * at.left_stride * 4);
  at.hidden = lstm_take(&at.bytes_per_part, rows * stride * 4);
  at.cell = lstm_take(&at.bytes_per_part, rows * stride * 4);
  at.input = lstm_take(&at.bytes_per_part, l->input_grad ? rows * input_stride * 4 : 0);
  at.left_gates = lstm_take(&at.bytes_per_part, left_bytes(rows, gates));
  at.bytes_per_part = maximum(at.bytes_per_part, lstm_weight_space(l->input ? l->input_size : 0, l->hidden_size));
  return at;
}

static void lstm_backward_plan(const lstm_backward_arguments *l, u32 threads, Plan *plan) {
  u32 parts = lstm_backward_parts(l, threads);
  LstmBackwardLayout at = lstm_backward_layout(l, parts);
  plan->phases = 3;
  plan->parts[0] = parts;
  plan->parts[1] = parts;
  plan->parts[2] = minimum(parts, divide_up(4 * l->hidden_size, LANES));
  plan->scratch_bytes = lstm_bytes(at.bytes + (u64)parts * at.bytes_per_part);
}

static void lstm_backward_pack(const lstm_backward_arguments *l, const Share *share, const LstmBackwardLayout *at) {
  u8 *scratch = share->scratch;
  u32 gates = 4 * l->hidden_size;
  Right recurrent = {F32(l->recurrent_kernel), l->recurrent_mask ? F32(l->recurrent_mask) : NULL, gates, 1};
  Right kernel = {F32(l->kernel), NULL, gates, 1};
  pack_right(scratch + at->recurrent, &recurrent, gates, l->hidden_size,
             range_of(right_units(l->hidden_size), 1, share->part, share->parts));
  if (l->input_grad)
    pack_right(scratch + at->kernel, &kernel, gates, l->input_size,
               range_of(right_units(l->input_size), 1, share->part, share->parts));
  if (share->part == 0)
    lstm_rank(l->lengths, l->batch, l->time, (u32 *)(scratch + at->ranked), (u32 *)(scratch + at->starts),
              (u32 *)(scratch + at->counts));
}

static void lstm_backward_work(const lstm_backward_arguments *l, const Share *share) {
  u32 parts = lstm_backward_parts(l, share->threads);
  LstmBackwardLayout at = lstm_backward_layout(l, parts);
  u8 *scratch = share->scratch, *own = scratch + at.bytes + (size_t)share->part * at.bytes_per_part;
  const u32 *ranked = (const u32 *)(scratch + at.ranked), *starts = (const u32 *)(scratch + at.starts);
  u32 stride = odd_stride(l->hidden_size);
  engine_begin();
  if (share->phase == 0) {
    lstm_backward_pack(l, share, &at);
  } else if (share->phase == 1) {
    LstmBackwardRows rows = {
        .l = l,
        .ranked = ranked,
        .starts = starts,
        .part = share->part,
        .parts = parts,
        .kernel = scratch + at.kernel,
        .recurrent = scratch + at.recurrent,
        .gate_stride = at.gate_stride,
        .left_stride = at.left_stride,
        .gate_grads = (f32 *)(scratch + at.gate_grads),
        .left = (f32 *)(scratch + at.left),
        .stride = stride,
        .input_stride = odd_stride(l->input_size),
        .hidden = (f32 *)(own + at.hidden),
        .cell = (f32 *)(own + at.cell),
        .input = (f32 *)(own + at.input),
        .left_gates = own + at.left_gates,
    };
    lstm_backward_rows(&rows);
  } else {
    LstmWeights weights = {
        .l = l,
        .ranked = ranked,
        .starts = starts,
        .gate_stride = at.gate_stride,
        .left_stride = at.left_stride,
        .input_start = stride,
        .gate_grads = (const f32 *)(scratch + at.gate_grads),
        .left = (const f32 *)(scratch + at.left),
        .space = own,
    };
    lstm_backward_weights(&weights, range_of(4 * l->hidden_size, LANES, share->part, share->parts));
  }
  engine_end();
}
