// One token of each row through several layers and the output layer.
#include "packed-matrix.h"

/* The arguments of one layer, as those of the operation decodeLayer stand in a command of their own. */
INLINE const decode_layer_arguments *decode_step_layer(const decode_step_arguments *s, u32 layer) {
  return AT(const decode_layer_arguments, AT(u32, s->layers)[layer]);
}

static u32 decode_step_output_parts(const decode_step_arguments *s, u32 threads) {
  u32 hidden_size = decode_step_layer(s, s->layer_count - 1)->hidden_size;
  return decode_parts(hidden_size, s->vocabulary_size, 0, s->output_scales != 0, threads);
}

/* Phase `phase` is the layer of that index, the last one the output layer. */
static u32 decode_step_parts(const decode_step_arguments *s, u32 phase, u32 threads) {
  return phase < s->layer_count ? decode_layer_parts(decode_step_layer(s, phase), threads)
                                : decode_step_output_parts(s, threads);
}

/* Without a phase to divide there is one alone, in which the calling thread does everything. */
static u32 decode_step_is_divided(const decode_step_arguments *s, u32 threads) {
  for (u32 phase = 0; phase <= s->layer_count; phase++) {
    if (decode_step_parts(s, phase, threads) > 1) return 1;
  }
  return 0;
}

static u32 decode_step_scratch(const decode_step_arguments *s) {
  u32 most = 0;
  for (u32 layer = 0; layer < s->layer_count; layer++) {
    most = maximum(most, decode_layer_scratch(decode_step_layer(s, layer)));
  }
  return most;
}

static void decode_step_plan(const decode_step_arguments *s, u32 threads, Plan *plan) {
  plan->phases = decode_step_is_divided(s, threads) ? s->layer_count + 1 : 1;
  plan->parts[0] = 1;
  for (u32 phase = 0; phase < plan->phases && plan->phases > 1; phase++) {
    plan->parts[phase] = decode_step_parts(s, phase, threads);
  }
  plan->scratch_bytes = threads * decode_step_scratch(s);
}

#define LOGITS_OF(vectors)                                                                                   \
  case vectors: add_block_product(sums, weights, h, block, vectors); break;

static void decode_logits_block(vec *sums, const PackedMatrix *weights, const Activations *h, u32 block,
                                u32 vectors) {
  switch (vectors) {
    LOGITS_OF(1)
    LOGITS_OF(2)
    LOGITS_OF(3)
    LOGITS_OF(4)
    LOGITS_OF(5)
    LOGITS_OF(6)
    LOGITS_OF(7)
  default: add_block_product(sums, weights, h, block, BLOCK_VECTORS);
  }
}

static void decode_output_part(const decode_step_arguments *s, const Share *share, u32 backwards, u8 *scratch) {
  const decode_layer_arguments *last = decode_step_layer(s, s->layer_count - 1);
  u32 columns = s->vocabulary_size, rows = last->hidden_size, batch = last->batch;
  PackedMatrix weights = {AT(u8, s->output_weights), s->output_scales ? F32(s->output_scales) : NULL, rows, columns,
                          0};
  RoundedRows states = {};
  if (s->output_scales) {
    states = rounded_rows(scratch, batch, rows);
    for (u32 row = 0; row < batch; row++) {
      states.scales[row] = round_activations(F32(last->next_hidden) + (size_t)row * rows, rows,
                                             states.rounded + (size_t)row * states.stride);
    }
  }
  u32 vectors = packed_vectors(columns, 0);
  BlockOrder order = {range_of(divide_up(vectors, BLOCK_VECTORS), 1, share->part, share->parts), backwards};
  for (u32 index = 0; index < order.range.end - order.range.start; index++) {
    u32 block = block_at(&order, index);
    u32 in_block = minimum(BLOCK_VECTORS, vectors - block * BLOCK_VECTORS);
    for (u32 row = 0; row < batch; row++) {
      const f32 *hidden = F32(last->next_hidden) + (size_t)row * rows;
      Activations h = s->output_scales ? activations_of(hidden, &states, row) : (Activations){hidden, NULL, 0};
      vec sums[BLOCK_VECTORS];
      for (u32 v = 0; v < in_block; v++) sums[v] = load_slot(F32(s->output_bias), packed_slot(columns, 0, block, v));
      decode_logits_block(sums, &weights, &h, block, in_block);
      f32 *logits = F32(s->logits) + (size_t)row * columns;
      for (u32 v = 0; v < in_block; v++) {
        Slot slot = packed_slot(columns, 0, block, v);
        vec_store_partial(logits + slot.column, sums[v], slot.count);
      }
    }
  }
}

/* Nobody reads a layer's old hidden state any more once its phase is over. */
static void decode_keep_hidden(const decode_layer_arguments *l) {
  __builtin_memcpy(F32(l->hidden), F32(l->next_hidden), (size_t)l->batch * l->hidden_size * 4);
}

/*
 * The part that a thread does: where it is free, the one that it did last in the step before, whose weights
 * are the freshest in the cache of its core. `steps` begins with the number of the step; then come, for each
 * phase, the step that took each part last and the part that each thread took last.
 */
static u32 decode_claim_part(const decode_step_arguments *s, const Share *share) {
  u32 parts = share->parts;
  if (parts == 1) return 0;
  u32 step = *AT(u32, s->steps);
  u32 *taken = AT(u32, s->steps) + 1 + 2 * share->phase * share->threads;
  u32 *last = taken + share->threads + share->thread;
  u32 part = *last % parts;
  while (__atomic_exchange_n(&taken[part], step, __ATOMIC_RELAXED) == step) {
    part = (part + (step & 1 ? parts - 1 : 1)) % parts;
  }
  *last = part;
  return part;
}

static void decode_step_phase(const decode_step_arguments *s, Share share, u8 *scratch) {
  share.part = decode_claim_part(s, &share);
  u32 phase = share.phase;
  if (phase > 0 && share.part == 0) decode_keep_hidden(decode_step_layer(s, phase - 1));
  u32 backwards = *AT(u32, s->steps) & 1;
  if (phase < s->layer_count) decode_layer_part(decode_step_layer(s, phase), &share, backwards, scratch);
  else decode_output_part(s, &share, backwards, scratch);
}

static void decode_step_work(const decode_step_arguments *s, const Share *share) {
  u8 *scratch = share->scratch + (size_t)share->thread * decode_step_scratch(s);
  if (decode_step_is_divided(s, share->threads)) {
    decode_step_phase(s, *share, scratch);
    return;
  }
  Share whole = *share;
  for (whole.phase = 0; whole.phase <= s->layer_count; whole.phase++) decode_step_phase(s, whole, scratch);
}
