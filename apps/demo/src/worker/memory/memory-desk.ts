import { disposeState, stateToArrays } from "@engram/lstm-core";
import { transfer } from "comlink";
import type { ModelShelf, OpenModel } from "../studio/model-shelf.ts";
import { passOn } from "../studio/pass-on.ts";
import { readableText } from "../studio/readable-text.ts";
import { type ContextCurve, contextCurve, type LookBack, lookBack } from "./context-curve.ts";
import { type ContinueOptions, continueText } from "./continue-text.ts";
import { type Inspection, inspectText, MOST_SHOWN_TOKENS, traceWithNats } from "./inspection.ts";
import { memoryFromBytes, memoryToBytes } from "./memory-file.ts";
import { createPause } from "./pause.ts";
import { rankCells, type SignalMatches } from "./rank-cells.ts";
import { SIGNALS, type SignalName, textSignals } from "./text-signals.ts";
import { WorkingMemory } from "./working-memory.ts";

/** Cells are searched in at most so many tokens. */
const MOST_SEARCHED_TOKENS = 6000;

/** What the page shows of the memory. */
export interface MemoryFacts {
  readonly modelName: string;
  /** How many tokens were read into it. */
  readonly tokensRead: number;
  /** For each layer tanh(c) [H]. */
  readonly cells: readonly Float32Array[];
  /** The Euclidean length of all cells c together; 0 of an empty memory. */
  readonly norm: number;
}

/** What the room "Memory" asks of the studio's worker: a memory of the current model, and what a text does to it. */
export class MemoryDesk {
  private readonly shelf: ModelShelf;
  private memory: WorkingMemory | undefined;
  /** Changes of the memory wait for those before them. */
  private lastChange: Promise<unknown> = Promise.resolve();
  private readonly writing = new Set<AbortController>();

  constructor(shelf: ModelShelf) {
    this.shelf = shelf;
  }

  /** The memory as it is; an empty one where the model is another than before. */
  async facts(): Promise<MemoryFacts> {
    const { open, memory } = this.current();
    const arrays = await stateToArrays(memory.state);
    const raw = memory.state.map((_, layer) => arrays[`${layer}.cell`].data as Float32Array);
    const squares = raw.reduce((sum, cells) => cells.reduce((part, value) => part + value * value, sum), 0);
    return {
      modelName: open.name,
      tokensRead: memory.tokensRead,
      cells: raw.map((cells) => cells.map(Math.tanh)),
      norm: Math.sqrt(squares),
    };
  }

  /**
   * Reads a text from the memory, which stays as it is, and tells all that happened at each token.
   *
   * @throws RangeError when there is no text; Error when there is no model, or another came while it read.
   */
  async inspect(text: string): Promise<Inspection> {
    const { open, memory, pause } = this.current();
    const made = await inspectText(open, memory, readableText(open.tokenizer, text), pause);
    const buffers = made.layers.flatMap(({ cells, gates }) => [cells.buffer, gates.buffer]);
    return transfer(made, buffers as ArrayBuffer[]);
  }

  /** The cells that follow signals of a text, read from an empty memory. @param word to search for, or "". */
  async searchCells(text: string, word: string): Promise<SignalMatches[]> {
    const { open, pause } = this.current();
    const readable = readableText(open.tokenizer, text);
    const { tokenIds, offsets } = open.tokenizer.encodeWithOffsets(readable);
    const steps = Math.min(tokenIds.length, MOST_SEARCHED_TOKENS);
    if (steps < 4) throw new RangeError(`searchCells: expected at least 4 tokens, got ${steps}`);
    const empty = new WorkingMemory(open.model);
    try {
      const { layers } = await traceWithNats(empty, tokenIds.slice(0, steps), pause);
      const characters = textSignals(readable, word);
      const signals = Object.fromEntries(
        SIGNALS.map((name) => [name, atTokens(characters[name], offsets, steps)]),
      ) as Record<SignalName, Float32Array>;
      await pause();
      return rankCells(
        layers.map(({ cells }) => cells.map(Math.tanh)),
        signals,
      );
    } finally {
      empty.dispose();
    }
  }

  /** How well a text is predicted when only its last k tokens are read, beside the whole memory. */
  async contextCurve(text: string): Promise<ContextCurve> {
    const { open, memory, pause } = this.current();
    const tokenIds = encode(open, text).slice(0, MOST_SHOWN_TOKENS);
    if (tokenIds.length === 0) throw new RangeError("contextCurve: expected a text, got none");
    const { nats } = await traceWithNats(memory, tokenIds, pause);
    return contextCurve(open.model, tokenIds, nats, pause);
  }

  /** How far back the prediction of the token at `position` looks. @param bits its surprise with all before it. */
  async lookBack(text: string, position: number, bits: number): Promise<LookBack> {
    const { open } = this.current();
    return lookBack(open.model, encode(open, text), position, bits * Math.LN2);
  }

  /** Reads a text into the memory. */
  read(text: string): Promise<MemoryFacts> {
    return this.change(async () => {
      const { open, memory, pause } = this.current();
      await memory.read(encode(open, text), pause);
    });
  }

  clearMemory(): Promise<MemoryFacts> {
    return this.change(async () => this.current().memory.clear());
  }

  /** The memory as a safetensors file. */
  async saveMemory(): Promise<Uint8Array> {
    const { open, memory } = this.current();
    const bytes = await memoryToBytes(memory.state, { model: open.name, tokens: memory.tokensRead });
    return transfer(bytes, [bytes.buffer as ArrayBuffer]);
  }

  /** @throws Error that says what is wrong with the bytes; the memory stays as it was then. */
  restoreMemory(bytes: Uint8Array): Promise<MemoryFacts> {
    return this.change(async () => {
      const { open, memory } = this.current();
      const { state, tokens } = memoryFromBytes(bytes, open.model);
      memory.replace(state, tokens);
    });
  }

  /**
   * Writes on from the memory, which stays as it is unless `remember` is given.
   *
   * @param onPiece told each piece of text as it comes.
   * @returns the whole text, or what there was of it when it was stopped.
   */
  async write(
    options: ContinueOptions & { readonly remember: boolean },
    onPiece: (piece: string) => unknown,
  ): Promise<string> {
    const { open, memory } = this.current();
    const { remember, ...rest } = { ...options, prompt: readableText(open.tokenizer, options.prompt) };
    const controller = new AbortController();
    this.writing.add(controller);
    let text = "";
    try {
      const pieces = continueText(memory, open.tokenizer, rest, controller.signal);
      const { state, tokenIds } = await passOn(pieces, (piece) => {
        text += piece;
        if (this.shelf.current?.model !== memory.model) controller.abort();
        return onPiece(piece);
      });
      if (state === undefined) return text;
      if (remember && this.memory === memory) {
        memory.advance(Int32Array.from([...open.tokenizer.encode(rest.prompt), ...tokenIds]), state);
      } else disposeState(state);
      return text;
    } catch (error) {
      if (controller.signal.aborted) return text;
      throw error;
    } finally {
      this.writing.delete(controller);
    }
  }

  /** Ends all writing. */
  stop(): void {
    for (const controller of this.writing) controller.abort();
  }

  /** The model of now with its memory; that of a model before it is dropped. */
  private current(): { open: OpenModel; memory: WorkingMemory; pause: () => Promise<void> } {
    const open = this.shelf.current;
    if (this.memory !== undefined && this.memory.model !== open?.model) {
      this.stop();
      this.memory.dispose();
      this.memory = undefined;
    }
    const required = this.shelf.require();
    this.memory ??= new WorkingMemory(required.model);
    const { memory } = this;
    const pause = createPause(() => {
      if (this.shelf.current?.model !== memory.model) throw new Error("another model came in between");
    });
    return { open: required, memory, pause };
  }

  private change(action: () => Promise<void>): Promise<MemoryFacts> {
    const done = this.lastChange.then(action).then(() => this.facts());
    this.lastChange = done.catch(() => undefined);
    return done;
  }
}

function encode({ tokenizer }: OpenModel, text: string): Int32Array {
  return tokenizer.encode(readableText(tokenizer, text));
}

/** A signal of characters at the last one of each of `steps` tokens. */
function atTokens(signal: Float32Array, offsets: Int32Array, steps: number): Float32Array {
  return Float32Array.from({ length: steps }, (_, step) => signal[Math.max(0, offsets[2 * step + 1] - 1)]);
}
