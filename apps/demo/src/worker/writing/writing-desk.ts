import { type ChatTurn, type Completion, complete, type Generation, stream } from "@engram/generation";
import type { ModelShelf, OpenModel } from "../studio/model-shelf.ts";
import { passOn } from "../studio/pass-on.ts";
import { countUnknown, readableText } from "../studio/readable-text.ts";
import { Conversation, type TurnResult } from "./conversation.ts";
import { lastCharacters } from "./last-characters.ts";
import type { ConversationOptions, OfferOptions, WriteOptions } from "./writing-options.ts";

/** Offers come while someone writes: what stands further back changes them little, and would take time to read. */
const OFFER_CONTEXT_CHARACTERS = 2000;

/** A continuation that was written. */
export interface Written {
  readonly text: string;
  readonly ending: Generation["stopReason"] | "stopped";
  /** How many of the prompt's tokens the model does not know. */
  readonly unknownPromptTokens: number;
}

/**
 * What the room "Write & chat" asks of the studio's worker. Signals cannot be sent to a worker: a new request stops
 * the one of its kind before it, and `stop` stops all. A request whose model is taken away ends as if it was stopped.
 */
export class WritingDesk {
  private readonly shelf: ModelShelf;
  private readonly conversation: Conversation;
  private offering = new AbortController();
  private writing = new AbortController();

  constructor(shelf: ModelShelf) {
    this.shelf = shelf;
    this.conversation = new Conversation(shelf);
  }

  /**
   * Offers continuations of a text, of which the last 2,000 characters are read; none when a newer request or
   * `stop` comes before they are ready.
   *
   * @throws Error when there is no model, or an option is wrong.
   */
  async complete(text: string, options: OfferOptions = {}): Promise<readonly Completion[]> {
    const open = this.shelf.require();
    this.offering = successor(this.offering);
    const { signal } = this.offering;
    const read = readableText(open.tokenizer, lastCharacters(text, OFFER_CONTEXT_CHARACTERS));
    try {
      return await complete(open.model, open.tokenizer, read, { ...options, signal });
    } catch (error) {
      if (signal.aborted || this.isGone(open)) return [];
      throw error;
    }
  }

  /**
   * Goes on from a text as `generate` does with the same options; what is written goes to `onPiece` as it comes.
   *
   * @throws Error when there is no model, or an option is wrong.
   */
  async write(
    prompt: string,
    options: WriteOptions = {},
    onPiece: (piece: string) => unknown = () => {},
  ): Promise<Written> {
    const open = this.shelf.require();
    const { model, tokenizer } = open;
    const writing = successor(this.writing);
    const { signal } = writing;
    this.writing = writing;
    const read = readableText(tokenizer, prompt);
    let text = "";
    try {
      const generation = await passOn(stream(model, tokenizer, read, { ...options, signal }), (piece) => {
        text += piece;
        if (this.isGone(open)) writing.abort();
        return onPiece(piece);
      });
      const { stopReason: ending, unknownPromptTokens } = generation;
      return { text: generation.text, ending, unknownPromptTokens };
    } catch (error) {
      if (!signal.aborted && !this.isGone(open)) throw error;
      return { text, ending: "stopped", unknownPromptTokens: countUnknown(tokenizer, read) };
    }
  }

  /**
   * Says `message` in the conversation; the reply goes to `onPiece` as it comes.
   *
   * @throws Error when there is no model, or an option is wrong; the conversation is then as it was.
   */
  chat(
    message: string,
    options: ConversationOptions = {},
    onPiece: (piece: string) => unknown = () => {},
  ): Promise<TurnResult> {
    return this.conversation.say(message, options, onPiece);
  }

  /** The conversation so far; with another model than the one it was held with, none. */
  transcript(): Promise<readonly ChatTurn[]> {
    return this.conversation.transcript();
  }

  /** Forgets the conversation. */
  clearChat(): Promise<void> {
    return this.conversation.clear();
  }

  /** The conversation's memory as a file of `ChatSession.saveMemory`. */
  saveChat(): Promise<Uint8Array> {
    return this.conversation.save();
  }

  /** Goes on with a conversation that was saved. @throws Error that says what is wrong with the file. */
  restoreChat(bytes: Uint8Array, options: ConversationOptions = {}): Promise<readonly ChatTurn[]> {
    return this.conversation.restore(bytes, options);
  }

  /** Stops what is under way, or only the work that is named. */
  stop(work?: "offers" | "writing" | "chat"): void {
    if (work === undefined || work === "offers") this.offering.abort();
    if (work === undefined || work === "writing") this.writing.abort();
    if (work === undefined || work === "chat") this.conversation.stop();
  }

  /** Whether the model can read all of `text`. */
  canRead(text: string): boolean {
    const { tokenizer } = this.shelf.require();
    return countUnknown(tokenizer, readableText(tokenizer, text)) === 0;
  }

  private isGone({ model }: OpenModel): boolean {
    return this.shelf.current?.model !== model;
  }
}

/** A controller for the next request; the one before it is stopped. */
function successor(before: AbortController): AbortController {
  before.abort();
  return new AbortController();
}
