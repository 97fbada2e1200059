// The LSTM over whole sequences (Hochreiter & Schmidhuber 1997; forget gate: Gers, Schmidhuber & Cummins 2000).
// The weights are packed once; then each thread takes rows of the batch through all steps.
#include "lstm-forward-rows.h"

typedef struct {
  u32 kernel, recurrent, bias;     // packed
  u32 ranked, starts, counts;      // see lstm_rank
  u32 rows;                        // the most that a part has
  u32 hidden, cell, input;         // within the memory of each part
  u32 left, left_input;            // the same, ready for products
  u32 bytes, bytes_per_part;
} LstmForwardLayout;

static u32 lstm_forward_parts(const lstm_forward_arguments *l, u32 threads) {
  return lstm_parts(l->batch, l->time, l->input ? l->input_size : 0, l->hidden_size, threads);
}

static LstmForwardLayout lstm_forward_layout(const lstm_forward_arguments *l, u32 parts) {
  LstmForwardLayout at = {.rows = divide_up(l->batch, parts)};
  u64 units = round_up(l->hidden_size, LANES), rows = at.rows;
  at.recurrent = lstm_take(&at.bytes, right_bytes(units * 4, l->hidden_size));
  at.kernel = lstm_take(&at.bytes, l->input ? right_bytes(units * 4, l->input_size) : 0);
  at.bias = lstm_take(&at.bytes, units * 4 * 4);
  at.ranked = lstm_take(&at.bytes, (u64)l->batch * 4);
  at.starts = lstm_take(&at.bytes, ((u64)l->time + 1) * 4);
  at.counts = lstm_take(&at.bytes, ((u64)l->time + 1) * 4);
  at.hidden = lstm_take(&at.bytes_per_part, 2 * rows * odd_stride(l->hidden_size) * 4);
  at.cell = lstm_take(&at.bytes_per_part, rows * odd_stride(l->hidden_size) * 4);
  at.input = lstm_take(&at.bytes_per_part, l->input ? rows * odd_stride(l->input_size) * 4 : 0);
  at.left = lstm_take(&at.bytes_per_part, left_bytes(at.rows, l->hidden_size));
  at.left_input = lstm_take(&at.bytes_per_part, l->input ? left_bytes(at.rows, l->input_size) : 0);
  return at;
}

static void lstm_forward_plan(const lstm_forward_arguments *l, u32 threads, Plan *plan) {
  u32 parts = lstm_forward_parts(l, threads);
  LstmForwardLayout at = lstm_forward_layout(l, parts);
  plan->phases = 2;
  plan->parts[0] = parts > 1 ? divide_up(l->hidden_size, LANES) : 1;
  plan->parts[1] = parts;
  plan->scratch_bytes = lstm_bytes(at.bytes + (u64)parts * at.bytes_per_part);
}

static void lstm_forward_pack(const lstm_forward_arguments *l, const Share *share, const LstmForwardLayout *at) {
  u8 *scratch = share->scratch;
  u32 hidden = l->hidden_size;
  const f32 *mask = l->recurrent_mask ? F32(l->recurrent_mask) : NULL;
  Range units = range_of(hidden, LANES, share->part, share->parts);
  for (u32 unit = units.start; unit < units.end; unit += LANES) {
    u32 panel = unit / LANES, lanes = minimum(LANES, hidden - unit);
    Right recurrent = {F32(l->recurrent_kernel) + unit, mask ? mask + unit : NULL, 4 * hidden, 0};
    Right kernel = {F32(l->kernel) + unit, NULL, 4 * hidden, 0};
    pack_gates(scratch + at->recurrent + panel * right_bytes(PANEL, hidden), &recurrent, hidden, hidden, lanes);
    if (l->input)
      pack_gates(scratch + at->kernel + panel * right_bytes(PANEL, l->input_size), &kernel, hidden, l->input_size, lanes);
    for (u32 gate = 0; gate < 4; gate++)
      vec_store((f32 *)(scratch + at->bias) + panel * PANEL + gate * LANES,
                vec_load_count(F32(l->bias) + gate * hidden + unit, lanes));
  }
  if (share->part == 0)
    lstm_rank(l->lengths, l->batch, l->time, (u32 *)(scratch + at->ranked), (u32 *)(scratch + at->starts),
              (u32 *)(scratch + at->counts));
}

static void lstm_forward_work(const lstm_forward_arguments *l, const Share *share) {
  u32 parts = lstm_forward_parts(l, share->threads);
  LstmForwardLayout at = lstm_forward_layout(l, parts);
  if (share->phase == 0) {
    lstm_forward_pack(l, share, &at);
    return;
  }
  u8 *own = share->scratch + at.bytes + (size_t)share->part * at.bytes_per_part;
  u32 stride = odd_stride(l->hidden_size);
  LstmForwardRows rows = {
      .l = l,
      .ranked = (const u32 *)(share->scratch + at.ranked),
      .part = share->part,
      .parts = parts,
      .kernel = share->scratch + at.kernel,
      .recurrent = share->scratch + at.recurrent,
      .bias = (const f32 *)(share->scratch + at.bias),
      .stride = stride,
      .input_stride = odd_stride(l->input_size),
      .hidden = (f32 *)(own + at.hidden),
      .next_hidden = (f32 *)(own + at.hidden) + (size_t)at.rows * stride,
      .cell = (f32 *)(own + at.cell),
      .input = (f32 *)(own + at.input),
      .left = own + at.left,
      .left_input = own + at.left_input,
  };
  const u32 *starts = (const u32 *)(share->scratch + at.starts);
  engine_begin();
  lstm_forward_start(&rows, lstm_count(l->batch, share->part, parts));
  for (u32 order = 0; order < l->time; order++) {
    lstm_forward_step(&rows, order, lstm_count(starts[order + 1] - starts[order], share->part, parts));
    f32 *hidden = rows.hidden;
    rows.hidden = rows.next_hidden;
    rows.next_hidden = hidden;
  }
  engine_end();
}
