import { Random } from "@engram/random";
import type { GenerationModel, GenerationTokenizer } from "../decoding/generation-model.ts";
import { type GenerationPlan, planGeneration } from "../decoding/generation-plan.ts";
import { Memory } from "../decoding/memory.ts";
import { createPause } from "../decoding/pause.ts";
import { Row } from "../decoding/row.ts";
import { writeRows } from "../decoding/write-rows.ts";
import type { GenerateOptions } from "../generate-options.ts";
import type { ChatTurn } from "./chat-memory.ts";
import { decodeChatMemory, encodeChatMemory } from "./chat-memory-bytes.ts";
import { type ChatTurnMarkers, DEFAULT_TURN_MARKERS } from "./chat-turn-markers.ts";
import { restoredMemory } from "./restored-memory.ts";

/** How replies are generated, and the text around the turns. */
export interface ChatSessionOptions
  extends Omit<GenerateOptions, "state" | "returnState" | "score" | "signal"> {
  /** What stands before and after the turns; see {@link ChatTurnMarkers} for the defaults. */
  readonly markers?: Partial<ChatTurnMarkers>;
}

/**
 * A conversation with a model that remembers it in its LSTM state (and a neural cache, where wanted): each
 * turn costs its own tokens, however long the conversation has been.
 *
 * A turn reads `userPrefix message userSuffix assistantPrefix`, writes until `assistantSuffix`, and then reads
 * the reply with its suffix into the memory it had before writing. So the memory is always that of the
 * transcript's text, however the reply ended. A turn that fails, is aborted or left early changes nothing.
 *
 * Repetition penalty and no-repeat n-gram look at the tokens of the turn alone.
 */
export class ChatSession {
  private readonly model: GenerationModel;
  private readonly tokenizer: GenerationTokenizer;
  private readonly options: ChatSessionOptions;
  private readonly markers: ChatTurnMarkers;
  private readonly plan: GenerationPlan;
  private memory: Memory;
  private random: Random;
  private turns: ChatTurn[] = [];
  private busy = false;

  /** @throws RangeError or TypeError when an option is wrong or the tokenizer is not the model's. */
  constructor(model: GenerationModel, tokenizer: GenerationTokenizer, options: ChatSessionOptions = {}) {
    this.model = model;
    this.tokenizer = tokenizer;
    this.options = options;
    this.markers = { ...DEFAULT_TURN_MARKERS, ...options.markers };
    const { stop = [] } = options;
    const stops = [this.markers.assistantSuffix, ...(typeof stop === "string" ? [stop] : stop)];
    this.plan = planGeneration("ChatSession", model, tokenizer, { ...options, stop: stops });
    this.random = new Random(this.plan.seed);
    this.memory = Memory.start(model, options);
  }

  /** The turns so far. */
  get transcript(): readonly ChatTurn[] {
    return [...this.turns];
  }

  /** Says `message` and returns the reply. */
  async send(message: string, options: { readonly signal?: AbortSignal } = {}): Promise<string> {
    const pieces = this.stream(message, options);
    for (;;) {
      const next = await pieces.next();
      if (next.done) return next.value;
    }
  }

  /**
   * Says `message` and yields the reply piece by piece; the generator's return value is the whole reply.
   *
   * @throws Error when another turn is under way; the reason of `signal` when it is aborted.
   */
  async *stream(
    message: string,
    { signal }: { readonly signal?: AbortSignal } = {},
  ): AsyncGenerator<string, string, void> {
    this.expectIdle("stream");
    this.busy = true;
    const { userPrefix, userSuffix, assistantPrefix, assistantSuffix } = this.markers;
    const pause = createPause(signal);
    const random = Random.at(this.random.position());
    let listener: Memory | undefined;
    let writer: Memory | undefined;
    try {
      const heard = this.tokenizer.encode(userPrefix + message + userSuffix + assistantPrefix);
      listener = this.memory.forkWithNewWeights();
      await listener.read(heard, pause);
      writer = listener.fork();
      const row = new Row(this.tokenizer, heard, this.plan.limits, random);
      for await (const _ of writeRows(writer, [row], this.plan.sampler, pause)) {
        const piece = row.takePiece();
        if (piece !== "") yield piece;
      }
      await listener.read(this.tokenizer.encode(row.text + assistantSuffix), pause);
      [this.memory, listener] = [listener, this.memory];
      this.random = random;
      this.turns.push({ role: "user", text: message }, { role: "assistant", text: row.text });
      return row.text;
    } finally {
      listener?.dispose();
      writer?.dispose();
      this.busy = false;
    }
  }

  /** Forgets everything: the session is as new, with its seed from the start. */
  clear(): void {
    this.expectIdle("clear");
    this.memory.dispose();
    this.memory = Memory.start(this.model, this.options);
    this.random = new Random(this.plan.seed);
    this.turns = [];
  }

  /**
   * The memory, the transcript and the position of the random numbers as bytes (a safetensors file): a session
   * that restores them goes on exactly as this one would. During a turn, that of the turn before.
   */
  async saveMemory(): Promise<Uint8Array> {
    const { memory, random, turns } = this;
    const rest = { cache: memory.cache?.content(), random: random.position(), transcript: [...turns] };
    return encodeChatMemory({ ...rest, state: await memory.stateArrays() }, this.model.config);
  }

  /**
   * Goes on from bytes that `saveMemory` gave.
   *
   * @throws Error that says what is wrong when the bytes are damaged, of another model, or with a cache where
   * this session has none (or the reverse); the session is then as it was.
   */
  restoreMemory(bytes: Uint8Array): void {
    this.expectIdle("restoreMemory");
    const saved = decodeChatMemory(bytes, this.model.config);
    const memory = restoredMemory(this.model, saved, this.options);
    this.memory.dispose();
    this.memory = memory;
    this.random = Random.at(saved.random);
    this.turns = [...saved.transcript];
  }

  /** Frees the session's tensors; it cannot be used afterwards. */
  dispose(): void {
    this.expectIdle("dispose");
    this.memory.dispose();
  }

  private expectIdle(caller: string): void {
    if (this.busy) throw new Error(`ChatSession.${caller}: expected no turn to be under way`);
  }
}
