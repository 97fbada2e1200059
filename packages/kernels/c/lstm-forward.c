// The LSTM over whole sequences (Hochreiter & Schmidhuber 1997; forget gate: Gers, Schmidhuber & Cummins 2000).
// A panel holds the four gates of LANES units, so that a block of sums is all that the cell update needs. Each
// thread takes rows of the batch through all steps.
#include "lstm-rows.h"
#include "math.h"

typedef struct {
  u32 kernel, recurrent, bias;      // packed: [units][inner][4][LANES], [units][4][LANES]
  u32 counts, dealt, positions;
  u32 rows, bytes_per_part;         // of each part's own, see below
  u32 hidden, cell, input, sums;    // within it: [2][rows][stride], [rows][stride], [rows][stride], [rows][4][LANES]
  u32 bytes;
} LstmForwardLayout;

static LstmForwardLayout lstm_forward_layout(const lstm_forward_arguments *l, u32 parts) {
  LstmForwardLayout at = {0};
  u32 units = divide_up(l->hidden_size, LANES);
  at.recurrent = lstm_take(&at.bytes, (u64)units * l->hidden_size * PANEL * 4);
  at.kernel = lstm_take(&at.bytes, l->input ? (u64)units * l->input_size * PANEL * 4 : 0);
  at.bias = lstm_take(&at.bytes, (u64)units * PANEL * 4);
  at.counts = lstm_take(&at.bytes, ((u64)l->time + 1) * 4);
  at.dealt = lstm_take(&at.bytes, (u64)l->batch * 4);
  at.positions = lstm_take(&at.bytes, (u64)l->batch * 4);
  at.rows = divide_up(l->batch, parts);
  u32 state = at.rows * lstm_stride(l->hidden_size) * 4;
  at.hidden = lstm_take(&at.bytes_per_part, 2 * (u64)state);
  at.cell = lstm_take(&at.bytes_per_part, state);
  at.input = lstm_take(&at.bytes_per_part, l->input ? (u64)at.rows * lstm_stride(l->input_size) * 4 : 0);
  at.sums = lstm_take(&at.bytes_per_part, (u64)at.rows * PANEL * 4);
  return at;
}

static u32 lstm_forward_parts(const lstm_forward_arguments *l, u32 threads) {
  return lstm_parts(l->batch, l->time, l->input ? l->input_size : 0, l->hidden_size, threads);
}

static void lstm_forward_plan(const lstm_forward_arguments *l, u32 threads, Plan *plan) {
  u32 parts = lstm_forward_parts(l, threads);
  LstmForwardLayout at = lstm_forward_layout(l, parts);
  plan->phases = 2;
  plan->parts[0] = parts > 1 ? divide_up(l->hidden_size, LANES) : 1;
  plan->parts[1] = parts;
  plan->scratch_bytes = at.bytes + parts * at.bytes_per_part;
}

/* The four gates of the units from `unit` on, side by side: packed[inner][4][LANES]. */
static void lstm_pack_gates(f32 *packed, const f32 *from, const f32 *mask, u32 inner, u32 hidden_size, u32 unit) {
  u32 count = minimum(LANES, hidden_size - unit);
  for (u32 k = 0; k < inner; k++) {
    for (u32 gate = 0; gate < 4; gate++) {
      size_t start = ((size_t)k * 4 + gate) * hidden_size + unit;
      vec value = vec_load_count(from + start, count);
      if (mask) value *= vec_load_count(mask + start, count);
      vec_store(packed + (k * 4 + gate) * LANES, value);
    }
  }
}

static void lstm_forward_pack(const lstm_forward_arguments *l, const Share *share) {
  u32 parts = lstm_forward_parts(l, share->threads);
  LstmForwardLayout at = lstm_forward_layout(l, parts);
  u8 *scratch = share->scratch;
  u32 hidden = l->hidden_size;
  Range units = range_of(hidden, LANES, share->part, share->parts);
  for (u32 unit = units.start; unit < units.end; unit += LANES) {
    size_t panel = (size_t)unit * 4;
    lstm_pack_gates((f32 *)(scratch + at.recurrent) + panel * hidden, F32(l->recurrent_kernel),
                    l->recurrent_mask ? F32(l->recurrent_mask) : NULL, hidden, hidden, unit);
    if (l->input)
      lstm_pack_gates((f32 *)(scratch + at.kernel) + panel * l->input_size, F32(l->kernel), NULL, l->input_size, hidden,
                      unit);
    lstm_pack_gates((f32 *)(scratch + at.bias) + panel, F32(l->bias), NULL, 1, hidden, unit);
  }
  if (share->part > 0) return;
  lstm_deal(l->lengths, l->batch, l->time, parts, (u32 *)(scratch + at.counts), (u32 *)(scratch + at.dealt),
            (u32 *)(scratch + at.positions));
}

/* One thread's rows. */
typedef struct {
  const lstm_forward_arguments *l;
  const u32 *dealt; // the rows, longest first
  u32 stride;       // of hidden and cell
  u32 input_stride;
  f32 *hidden, *next_hidden, *cell, *input, *sums;
} LstmForwardRows;

/* The state before the first step, and the final one of rows that have none. */
static void lstm_forward_start(const LstmForwardRows *rows, u32 count) {
  const lstm_forward_arguments *l = rows->l;
  for (u32 index = 0; index < count; index++) {
    u32 row = rows->dealt[index];
    const f32 *hidden = lstm_row(l->initial_hidden, row, l->hidden_size);
    const f32 *cell = lstm_row(l->initial_cell, row, l->hidden_size);
    const f32 *mask = lstm_row(l->hidden_mask, row, l->hidden_size);
    u32 is_empty = lstm_length(l->lengths, l->time, row) == 0;
    for (u32 unit = 0; unit < l->hidden_size; unit += LANES) {
      u32 lanes = minimum(LANES, l->hidden_size - unit);
      vec h = hidden ? vec_load_count(hidden + unit, lanes) : vec_splat(0);
      vec c = cell ? vec_load_count(cell + unit, lanes) : vec_splat(0);
      if (is_empty && l->final_hidden) vec_store_count(F32(l->final_hidden) + (size_t)row * l->hidden_size + unit, h, lanes);
      if (is_empty && l->final_cell) vec_store_count(F32(l->final_cell) + (size_t)row * l->hidden_size + unit, c, lanes);
      if (mask) h *= vec_load_count(mask + unit, lanes);
      vec_store(rows->hidden + index * rows->stride + unit, h);
      vec_store(rows->cell + index * rows->stride + unit, c);
    }
  }
}

/* The input of one step: [count, I], masked. */
static void lstm_forward_input(const LstmForwardRows *rows, u32 order, u32 count) {
  const lstm_forward_arguments *l = rows->l;
  for (u32 index = 0; index < count; index++) {
    u32 row = rows->dealt[index];
    u32 step = lstm_step(order, lstm_length(l->lengths, l->time, row), l->reverse);
    const f32 *from = F32(l->input) + ((size_t)row * l->time + step) * l->input_size;
    const f32 *mask = lstm_row(l->input_mask, row, l->input_size);
    f32 *to = rows->input + index * rows->input_stride;
    for (u32 k = 0; k < l->input_size; k++) to[k] = mask ? from[k] * mask[k] : from[k];
  }
}

/* The sums of one panel before any product: the bias, and for a token id its row of the kernel. */
static void lstm_forward_sums(const LstmForwardRows *rows, u32 order, u32 count, u32 unit, const f32 *bias) {
  const lstm_forward_arguments *l = rows->l;
  u32 lanes = minimum(LANES, l->hidden_size - unit);
  for (u32 index = 0; index < count; index++) {
    f32 *to = rows->sums + index * PANEL;
    if (l->input) {
      for (u32 gate = 0; gate < 4; gate++) vec_store(to + gate * LANES, vec_load(bias + gate * LANES));
      continue;
    }
    u32 row = rows->dealt[index];
    u32 step = lstm_step(order, lstm_length(l->lengths, l->time, row), l->reverse);
    u32 id = (u32)I32(l->token_ids)[(size_t)row * l->time + step];
    f32 factor = l->input_mask ? lstm_row(l->input_mask, row, l->input_size)[id] : 1;
    for (u32 gate = 0; gate < 4; gate++) {
      const f32 *from = F32(l->kernel) + ((size_t)id * 4 + gate) * l->hidden_size + unit;
      vec_store(to + gate * LANES, vec_fma(vec_load_count(from, lanes), vec_splat(factor), vec_load(bias + gate * LANES)));
    }
  }
}

/* Gates, cell and output of LANES units of every row, from their sums. */
static void lstm_forward_cells(const LstmForwardRows *rows, u32 order, u32 count, u32 unit) {
  const lstm_forward_arguments *l = rows->l;
  u32 hidden = l->hidden_size;
  u32 lanes = minimum(LANES, hidden - unit);
  for (u32 index = 0; index < count; index++) {
    const f32 *sums = rows->sums + index * PANEL;
    u32 row = rows->dealt[index];
    u32 length = lstm_length(l->lengths, l->time, row);
    size_t at = (size_t)row * l->time + lstm_step(order, length, l->reverse);
    f32 *cell = rows->cell + index * rows->stride + unit;
    vec i = vec_sigmoid(vec_load(sums));
    vec f = vec_sigmoid(vec_load(sums + LANES));
    vec g = vec_tanh(vec_load(sums + 2 * LANES));
    vec o = vec_sigmoid(vec_load(sums + 3 * LANES));
    vec c = vec_fma(f, vec_load(cell), i * g);
    vec h = o * vec_tanh(c);
    vec_store(cell, c);
    if (l->gates) {
      f32 *gates = F32(l->gates) + at * 4 * hidden + unit;
      vec_store_count(gates, i, lanes);
      vec_store_count(gates + hidden, f, lanes);
      vec_store_count(gates + 2 * hidden, g, lanes);
      vec_store_count(gates + 3 * hidden, o, lanes);
    }
    if (l->cells) vec_store_count(F32(l->cells) + at * hidden + unit, c, lanes);
    vec_store_count(F32(l->output) + at * hidden + unit, h, lanes);
    if (order + 1 == length) {
      if (l->final_hidden) vec_store_count(F32(l->final_hidden) + (size_t)row * hidden + unit, h, lanes);
      if (l->final_cell) vec_store_count(F32(l->final_cell) + (size_t)row * hidden + unit, c, lanes);
    }
    const f32 *mask = lstm_row(l->hidden_mask, row, hidden);
    vec_store(rows->next_hidden + index * rows->stride + unit, mask ? h * vec_load_count(mask + unit, lanes) : h);
  }
}

static void lstm_forward_step(const LstmForwardRows *rows, u32 order, u32 count, const u8 *scratch,
                              const LstmForwardLayout *at) {
  const lstm_forward_arguments *l = rows->l;
  Left input = {rows->input, rows->input_stride, 0};
  Left hidden = {rows->hidden, rows->stride, 0};
  if (l->input) lstm_forward_input(rows, order, count);
  for (u32 unit = 0; unit < l->hidden_size; unit += LANES) {
    size_t panel = (size_t)unit * 4;
    lstm_forward_sums(rows, order, count, unit, (const f32 *)(scratch + at->bias) + panel);
    if (l->input)
      multiply_packed(&input, count, l->input_size, (const f32 *)(scratch + at->kernel) + panel * l->input_size, PANEL,
                      rows->sums, PANEL, rows->sums, PANEL);
    multiply_packed(&hidden, count, l->hidden_size, (const f32 *)(scratch + at->recurrent) + panel * l->hidden_size,
                    PANEL, rows->sums, PANEL, rows->sums, PANEL);
    lstm_forward_cells(rows, order, count, unit);
  }
}

/* Zeros behind each row's end. */
static void lstm_forward_padding(const LstmForwardRows *rows, u32 count) {
  const lstm_forward_arguments *l = rows->l;
  for (u32 index = 0; index < count; index++) {
    u32 row = rows->dealt[index];
    u32 length = lstm_length(l->lengths, l->time, row);
    f32 *output = F32(l->output) + ((size_t)row * l->time + length) * l->hidden_size;
    for (size_t element = 0; element < (size_t)(l->time - length) * l->hidden_size; element++) output[element] = 0;
  }
}

static void lstm_forward_work(const lstm_forward_arguments *l, const Share *share) {
  if (share->phase == 0) {
    lstm_forward_pack(l, share);
    return;
  }
  LstmForwardLayout at = lstm_forward_layout(l, share->parts);
  Range range = lstm_share(l->batch, share->part, share->parts);
  u8 *own = share->scratch + at.bytes + (size_t)share->part * at.bytes_per_part;
  LstmForwardRows rows = {
      .l = l,
      .dealt = (const u32 *)(share->scratch + at.dealt) + range.start,
      .stride = lstm_stride(l->hidden_size),
      .input_stride = lstm_stride(l->input_size),
      .hidden = (f32 *)(own + at.hidden),
      .next_hidden = (f32 *)(own + at.hidden) + (size_t)at.rows * lstm_stride(l->hidden_size),
      .cell = (f32 *)(own + at.cell),
      .input = (f32 *)(own + at.input),
      .sums = (f32 *)(own + at.sums),
  };
  u32 count = range.end - range.start;
  lstm_forward_start(&rows, count);
  lstm_forward_padding(&rows, count);
  for (u32 order = 0; order < l->time; order++) {
    while (count > 0 && lstm_length(l->lengths, l->time, rows.dealt[count - 1]) <= order) count--;
    if (count == 0) break;
    lstm_forward_step(&rows, order, count, share->scratch, &at);
    f32 *hidden = rows.hidden;
    rows.hidden = rows.next_hidden;
    rows.next_hidden = hidden;
  }
}
