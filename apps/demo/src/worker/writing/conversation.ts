import { ChatSession, type ChatTurn, type ChatTurnMarkers } from "@engram/generation";
import type { ModelShelf, OpenModel } from "../studio/model-shelf.ts";
import { passOn } from "../studio/pass-on.ts";
import { readableText } from "../studio/readable-text.ts";
import { type ConversationOptions, NEURAL_CACHE } from "./writing-options.ts";

/** What a turn came to. */
export interface TurnResult {
  /** The conversation after the turn; a turn that was stopped is not in it. */
  readonly transcript: readonly ChatTurn[];
  readonly isStopped: boolean;
}

/** A session, and what it was made with. */
interface Talk {
  readonly session: ChatSession;
  readonly open: OpenModel;
  readonly options: ConversationOptions;
}

/**
 * The one conversation with the model on the shelf. With another model it begins anew; other options are taken
 * over from the next turn on, but for the seed and the neural cache: those are of the conversation's beginning.
 */
export class Conversation {
  private readonly shelf: ModelShelf;
  private talk: Talk | undefined;
  private interruption = new AbortController();
  private last: Promise<unknown> = Promise.resolve();

  constructor(shelf: ModelShelf) {
    this.shelf = shelf;
  }

  /** The turns so far. What was said with a model that is gone is forgotten. */
  async transcript(): Promise<readonly ChatTurn[]> {
    if (this.isOutdated()) await this.alone(async () => this.drop());
    return this.talk?.session.transcript ?? [];
  }

  /** Says `message`; the reply goes to `onPiece` as it comes. A turn under way is stopped. */
  say(message: string, options: ConversationOptions, onPiece: (piece: string) => unknown) {
    return this.alone(async (interruption): Promise<TurnResult> => {
      const { signal } = interruption;
      const { session, open } = await this.prepare(options);
      try {
        const pieces = session.stream(readableText(open.tokenizer, message), { signal });
        await passOn(pieces, (piece) => {
          if (this.isOutdated()) interruption.abort();
          return onPiece(piece);
        });
        return { transcript: session.transcript, isStopped: false };
      } catch (error) {
        if (!signal.aborted && !this.isOutdated()) throw error;
        return { transcript: this.isOutdated() ? [] : session.transcript, isStopped: true };
      }
    });
  }

  /** Stops the turn under way, as if it had not begun. */
  stop(): void {
    this.interruption.abort();
  }

  /** Forgets everything. */
  clear(): Promise<void> {
    return this.alone(async () => this.drop());
  }

  /** @throws Error when nothing was said yet. */
  async save(): Promise<Uint8Array> {
    if (this.talk === undefined || this.isOutdated()) throw new Error("nothing was said yet");
    return this.talk.session.saveMemory();
  }

  /**
   * Goes on with a conversation that was saved, with a neural cache if it had one.
   *
   * @throws Error that says what is wrong with the bytes; the conversation is then as it was.
   */
  restore(bytes: Uint8Array, options: ConversationOptions): Promise<readonly ChatTurn[]> {
    return this.alone(async () => {
      const open = this.shelf.require();
      const talk = restoredTalk(open, bytes, options);
      this.drop();
      this.talk = talk;
      return talk.session.transcript;
    });
  }

  /** Runs `action` once the one before it, which is stopped, has ended. */
  private alone<Result>(action: (interruption: AbortController) => Promise<Result>): Promise<Result> {
    this.interruption.abort();
    const interruption = new AbortController();
    this.interruption = interruption;
    const result = this.last.then(() => action(interruption));
    this.last = result.catch(() => {});
    return result;
  }

  /** The session for the next turn. */
  private async prepare(options: ConversationOptions): Promise<Talk> {
    const open = this.shelf.require();
    if (this.isOutdated()) this.drop();
    const { talk } = this;
    if (talk === undefined) this.talk = beginTalk(open, options);
    else if (talk.session.transcript.length === 0) {
      this.drop();
      this.talk = beginTalk(open, options);
    } else if (JSON.stringify(talk.options) !== JSON.stringify(options)) {
      const bytes = await talk.session.saveMemory();
      const next = restoredTalk(open, bytes, options);
      this.drop();
      this.talk = next;
    }
    return this.talk as Talk;
  }

  private isOutdated(): boolean {
    return this.talk !== undefined && this.talk.open.model !== this.shelf.current?.model;
  }

  private drop(): void {
    this.talk?.session.dispose();
    this.talk = undefined;
  }
}

function beginTalk(open: OpenModel, options: ConversationOptions): Talk {
  const markers = readableMarkers(open, options.markers ?? {});
  return { session: new ChatSession(open.model, open.tokenizer, { ...options, markers }), open, options };
}

/** A session goes on from bytes only with a cache where they hold one, and without one where they hold none. */
function restoredTalk(open: OpenModel, bytes: Uint8Array, options: ConversationOptions): Talk {
  const { cache, ...rest } = options;
  const other = cache === undefined ? { ...rest, cache: NEURAL_CACHE } : rest;
  let failure: unknown;
  for (const tried of [options, other]) {
    const talk = beginTalk(open, tried);
    try {
      talk.session.restoreMemory(bytes);
      return { ...talk, options };
    } catch (error) {
      talk.session.dispose();
      failure ??= error;
    }
  }
  throw failure;
}

/** What ends a reply is looked for in the model's own spelling. */
function readableMarkers(
  { tokenizer }: OpenModel,
  markers: Partial<ChatTurnMarkers>,
): Partial<ChatTurnMarkers> {
  return Object.fromEntries(
    Object.entries(markers).map(([name, marker]) => [name, readableText(tokenizer, marker)]),
  );
}
