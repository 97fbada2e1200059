// The gradient of lstmForward: by rows of the batch through all steps, then the weights' gradients by columns.
#include "lstm-backward-rows.h"
#include "lstm-backward-weights.h"

typedef struct {
  u32 weights;                   // both matrices, transposed and packed: [panels][4H][width]
  u32 ranked, starts, counts;    // see lstm_rank
  u32 gate_stride, left_stride;
  u32 gate_grads, left;          // [steps of all rows][stride]
  u32 run_rows, run_space, grad_stride, cell_stride;
  u32 grads, cell;               // within the memory of each part
  u32 left_space, left_bytes;    // dz of one step, ready for products
  u32 weight_grads, weight_left, weight_right, weight_stride; // see LstmWeights
  u32 bytes, bytes_per_part;
} LstmBackwardLayout;

static u32 lstm_backward_parts(const lstm_backward_arguments *l, u32 threads) {
  return lstm_parts(l->batch, l->time, l->input ? l->input_size : 0, l->hidden_size, threads);
}

static LstmBackwardLayout lstm_backward_layout(const lstm_backward_arguments *l, u32 parts) {
  LstmBackwardLayout at = {0};
  u64 gates = 4 * l->hidden_size, steps = (u64)l->time * l->batch, rows = divide_up(l->batch, parts);
  u32 runs, inputs = l->input_grad ? l->input_size : 0;
  at.gate_stride = odd_stride(gates + LANES);
  at.left_stride = odd_stride(l->hidden_size + (l->input ? l->input_size : 0));
  at.run_rows = product_rows(rows);
  at.run_space = product_space(at.run_rows);
  runs = divide_up(rows, at.run_rows);
  at.grad_stride = odd_stride(round_up(l->hidden_size, LANES) + inputs);
  at.cell_stride = odd_stride(l->hidden_size);
  at.weights = lstm_take(&at.bytes, right_bytes(l->hidden_size, gates) + (inputs ? right_bytes(inputs, gates) : 0));
  at.ranked = lstm_take(&at.bytes, (u64)l->batch * 4);
  at.starts = lstm_take(&at.bytes, ((u64)l->time + 1) * 4);
  at.counts = lstm_take(&at.bytes, ((u64)l->time + 1) * 4);
  at.gate_grads = lstm_take(&at.bytes, steps * at.gate_stride * 4);
  at.left = lstm_take(&at.bytes, steps * at.left_stride * 4);
  at.grads = lstm_take(&at.bytes_per_part, (u64)runs * at.run_space * at.grad_stride * 4);
  at.cell = lstm_take(&at.bytes_per_part, (u64)runs * at.run_space * at.cell_stride * 4);
  at.left_bytes = lstm_bytes(left_bytes(at.run_rows, gates));
  at.left_space = lstm_take(&at.bytes_per_part, (u64)runs * at.left_bytes);
  u32 left_rows = l->hidden_size + (l->input ? l->input_size : 0), bytes = 0;
  at.weight_stride = odd_stride(divide_up(divide_up(gates, LANES), parts) * LANES);
  at.weight_grads = lstm_take(&bytes, (u64)round_up(left_rows, 32) * at.weight_stride * 4);
  at.weight_left = lstm_take(&bytes, left_bytes(left_rows, WEIGHT_BLOCK));
  at.weight_right = lstm_take(&bytes, 2 * lstm_right_bytes());
  at.bytes_per_part = maximum(at.bytes_per_part, bytes);
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
  pack_right(scratch + at->weights, &recurrent, gates, l->hidden_size,
             range_of(right_units(l->hidden_size), 1, share->part, share->parts));
  if (l->input_grad)
    pack_right(scratch + at->weights + right_bytes(l->hidden_size, gates), &kernel, gates, l->input_size,
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
        .weights = scratch + at.weights,
        .gate_stride = at.gate_stride,
        .left_stride = at.left_stride,
        .gate_grads = (f32 *)(scratch + at.gate_grads),
        .left = (f32 *)(scratch + at.left),
        .run_rows = at.run_rows,
        .run_space = at.run_space,
        .grad_stride = at.grad_stride,
        .cell_stride = at.cell_stride,
        .grads = (f32 *)(own + at.grads),
        .cell = (f32 *)(own + at.cell),
        .left_space = own + at.left_space,
        .left_bytes = at.left_bytes,
        .gates = F32(l->gates),
        .cells = F32(l->cells),
        .output_grad = l->output_grad ? F32(l->output_grad) : NULL,
    };
    lstm_backward_rows(&rows);
  } else {
    LstmWeights weights = {
        .l = l,
        .ranked = ranked,
        .starts = starts,
        .gate_stride = at.gate_stride,
        .left_stride = at.left_stride,
        .gate_grads = (const f32 *)(scratch + at.gate_grads),
        .left = (const f32 *)(scratch + at.left),
        .left_rows = l->hidden_size + (l->input ? l->input_size : 0),
        .columns = range_of(4 * l->hidden_size, LANES, share->part, share->parts),
        .grads = (f32 *)(own + at.weight_grads),
        .stride = at.weight_stride,
        .left_space = own + at.weight_left,
        .right_space = own + at.weight_right,
    };
    lstm_backward_weights(&weights);
  }
  engine_end();
}
