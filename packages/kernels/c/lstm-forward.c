// The LSTM over whole sequences (Hochreiter & Schmidhuber 1997; forget gate: Gers, Schmidhuber & Cummins 2000).
// The weights are packed once; then each thread takes rows of the batch through all steps.
#include "lstm-forward-rows.h"

typedef struct {
  u32 input_start, inner;          // of the products [h | x] weights
  u32 weights, bias;               // packed
  u32 ranked, starts, counts;      // see lstm_rank
  u32 rows;                        // the most that a part has
  u32 left, cell;                  // within the memory of each part
  u32 left_space;                  // left, ready for products
  u32 places;
  u32 bytes, bytes_per_part;
} LstmForwardLayout;

static u32 lstm_forward_parts(const lstm_forward_arguments *l, u32 threads) {
  return lstm_parts(l->batch, l->time, l->input ? l->input_size : 0, l->hidden_size, threads);
}

static LstmForwardLayout lstm_forward_layout(const lstm_forward_arguments *l, u32 parts) {
  LstmForwardLayout at = {.rows = divide_up(l->batch, parts)};
  u64 units = round_up(l->hidden_size, LANES), rows = at.rows;
  at.input_start = l->input ? round_up(l->hidden_size, INNER_UNIT) : l->hidden_size;
  at.inner = at.input_start + (l->input ? l->input_size : 0);
  at.weights = lstm_take(&at.bytes, units / LANES * right_bytes(PANEL, at.inner));
  at.bias = lstm_take(&at.bytes, units * 4 * 4);
  at.ranked = lstm_take(&at.bytes, (u64)l->batch * 4);
  at.starts = lstm_take(&at.bytes, ((u64)l->time + 1) * 4);
  at.counts = lstm_take(&at.bytes, ((u64)l->time + 1) * 4);
  at.left = lstm_take(&at.bytes_per_part, 2 * rows * odd_stride(at.inner) * 4);
  at.cell = lstm_take(&at.bytes_per_part, rows * odd_stride(l->hidden_size) * 4);
  at.left_space = lstm_take(&at.bytes_per_part, left_bytes(at.rows, at.inner));
  at.places = lstm_take(&at.bytes_per_part, rows * 4);
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
    u8 *weights = scratch + at->weights + panel * right_bytes(PANEL, at->inner);
    pack_gates(weights, &recurrent, hidden, at->inner, (Range){0, hidden}, lanes);
    if (l->input) pack_gates(weights, &kernel, hidden, at->inner, (Range){at->input_start, at->inner}, lanes);
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
  u32 left_stride = odd_stride(at.inner);
  LstmForwardRows rows = {
      .l = l,
      .ranked = (const u32 *)(share->scratch + at.ranked),
      .part = share->part,
      .parts = parts,
      .weights = share->scratch + at.weights,
      .bias = (const f32 *)(share->scratch + at.bias),
      .input_start = at.input_start,
      .inner = at.inner,
      .left_stride = left_stride,
      .cell_stride = odd_stride(l->hidden_size),
      .left = (f32 *)(own + at.left),
      .next_left = (f32 *)(own + at.left) + (size_t)at.rows * left_stride,
      .cell = (f32 *)(own + at.cell),
      .left_space = own + at.left_space,
      .places = (u32 *)(own + at.places),
      .gates = l->gates ? F32(l->gates) : NULL,
      .cells = l->cells ? F32(l->cells) : NULL,
      .output = F32(l->output),
      .kernel = F32(l->kernel),
      .hidden_mask = l->hidden_mask ? F32(l->hidden_mask) : NULL,
      .input_mask = l->input_mask ? F32(l->input_mask) : NULL,
  };
  const u32 *starts = (const u32 *)(share->scratch + at.starts);
  engine_begin();
  lstm_forward_start(&rows, lstm_count(l->batch, share->part, parts));
  for (u32 order = 0, next; order < l->time; order++) {
    next = order + 1 < l->time ? lstm_count(starts[order + 2] - starts[order + 1], share->part, parts) : 0;
    lstm_forward_step(&rows, order, lstm_count(starts[order + 1] - starts[order], share->part, parts), next);
    f32 *left = rows.left;
    rows.left = rows.next_left;
    rows.next_left = left;
  }
  engine_end();
}
