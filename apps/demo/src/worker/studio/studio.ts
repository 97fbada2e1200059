import { chooseBackend, engramBackend } from "@engram/backend";
import { modelFilesFromZip, modelFilesToZip, modelToFiles } from "@engram/lstm-core";
import { hashOf } from "@engram/lstm-core/inference";
import * as tf from "@tensorflow/tfjs-core";
import { proxy } from "comlink";
import { messageOf } from "../../message-of.ts";
import { MemoryDesk } from "../memory/memory-desk.ts";
import { WritingDesk } from "../writing/writing-desk.ts";
import { type CheckpointKeeper, keepInMemory, keepInStore } from "./checkpoint-keeper.ts";
import { type ModelFacts, ModelShelf, type OpenModel, openModel } from "./model-shelf.ts";
import { prepareCorpus } from "./prepare-corpus.ts";
import { readTexts, type TextFile } from "./read-texts.ts";
import { type Journal, type KeptModel, type RunRecord, RunStore } from "./run-store.ts";
import { throttle } from "./throttle.ts";
import { trainingCard } from "./training-card.ts";
import type { TrainingOptions } from "./training-options.ts";
import { TrainingSession, type TrainingSessionOptions } from "./training-session.ts";
import type { TrainingSnapshot } from "./training-snapshot.ts";

/** Snapshots go to the page so often: as fast as eyes follow a number. */
const SNAPSHOT_MILLISECONDS = 150;

/** What runs, and what does not. */
export interface StudioFacts {
  /** "engram (WASM relaxed SIMD, 2 threads)". */
  readonly runs: string;
  readonly isIsolated: boolean;
  /** Why nothing is kept when the page is closed; `undefined` where it is. */
  readonly keepsNothing: string | undefined;
  /** Why what was kept could not be opened again; it stays until another training begins. */
  readonly notRestored: string | undefined;
}

/** What the page is told, whenever something changes. */
export interface StudioNews {
  readonly training: TrainingSnapshot | undefined;
  readonly model: ModelFacts | undefined;
  readonly use: MemoryUse;
}

/** Memory in use: it does not grow with the steps. */
export interface MemoryUse {
  readonly tensors: number;
  /** Of the kernels' heap. */
  readonly heapBytes: number;
}

/** The page's language model: its training, its files, and the desks that read and write with it. */
export class Studio {
  facts: StudioFacts;
  private readonly store: RunStore | undefined;
  private readonly shelf: ModelShelf;
  private session: TrainingSession | undefined;
  private keeper: CheckpointKeeper = keepInMemory(undefined);
  private running: Promise<void> | undefined;
  private tell: (news: StudioNews) => void = () => {};
  private readonly changed = throttle(() => this.tell(this.news()), SNAPSHOT_MILLISECONDS);

  private constructor(facts: StudioFacts, store: RunStore | undefined) {
    this.facts = facts;
    this.store = store;
    this.shelf = new ModelShelf(() => this.changed());
  }

  /** Starts the kernels, and goes back to what was there when the page was closed. */
  static async open(): Promise<Studio> {
    const { runs } = await chooseBackend();
    const { store, keepsNothing } = await openStore();
    const isIsolated = globalThis.crossOriginIsolated === true;
    const studio = new Studio({ runs, isIsolated, keepsNothing, notRestored: undefined }, store);
    if (store === undefined) return studio;
    for (const restore of [() => studio.restoreTraining(store), () => studio.restoreModel(store)]) {
      await restore().catch((error) => {
        studio.facts = { ...studio.facts, notRestored: messageOf(error) };
      });
    }
    return studio;
  }

  /** @param tell is called with every change from now on, and once at once. */
  listen(tell: (news: StudioNews) => void): void {
    this.tell = tell;
    tell(this.news());
  }

  /**
   * Begins a training on a text; the one before it is given up.
   *
   * @throws Error when a file is no UTF-8 text, the text is too short, or options make no sense.
   */
  async train(name: string, files: readonly TextFile[], options: TrainingOptions): Promise<void> {
    await this.pause();
    const text = await readTexts(files);
    const { tokenizer, train, validation } = await prepareCorpus(text, options);
    const bytes = new TextEncoder().encode(text);
    const run = {
      name,
      options,
      tokenizerJson: tokenizer.toJson(),
      train,
      validation,
      sha256: hashOf(bytes),
      bytes: bytes.length,
    };
    this.begin(await this.keptSession(run));
    await this.keepModel(undefined);
    this.start();
  }

  /** Goes on with a training that was paused. */
  async resume(): Promise<void> {
    if (this.running === undefined && this.session !== undefined) this.start();
  }

  /** Resolves when the step that is under way is done and what was learned is saved. */
  async pause(): Promise<void> {
    this.session?.pause();
    await this.running;
  }

  /** Ends the training before its time; the model stays. */
  async finish(): Promise<void> {
    await this.pause();
    await this.session?.finish();
  }

  /** Goes on for so many minutes with a training that is over. */
  async extend(minutes: number): Promise<void> {
    const { session } = this;
    if (session === undefined) return;
    const { state, elapsedSeconds } = session.snapshot();
    if (state !== "finished") return;
    const options = { ...session.run.options, minutes: elapsedSeconds / 60 + minutes, epochs: 0, steps: 0 };
    const run = { ...session.run, options };
    const longer = new TrainingSession(run, this.sessionOptions(session.journal(false)));
    await longer.restore();
    await this.store?.change(run).catch(() => {});
    this.begin(longer);
    this.start();
  }

  /** Forgets the training and its checkpoints. */
  async discard(): Promise<void> {
    await this.pause();
    if (this.shelf.current?.isInTraining) this.shelf.put(undefined);
    this.session?.dispose();
    this.session = undefined;
    await this.store?.clear();
    this.changed();
  }

  /** The model as a zip file of a model folder, as `engram-lm` reads it. */
  async saveZip(): Promise<Uint8Array> {
    const { model, tokenizer, ...open } = this.shelf.require();
    const card = this.session?.model === model ? trainingCard(this.session) : open.card;
    return modelFilesToZip(await modelToFiles(model, { tokenizerJson: tokenizer.toJson(), card }));
  }

  /**
   * Opens a model from a zip file of a model folder.
   *
   * @throws Error that names the file and what is wrong with it.
   */
  async openZip(zip: Uint8Array, name: string): Promise<void> {
    await this.openFiles(modelFilesFromZip(zip, { source: name }), name.replace(/\.zip$/i, ""));
  }

  /** Opens a model from a model folder's files. */
  async openFiles(files: Readonly<Record<string, Uint8Array>>, name: string): Promise<void> {
    const opened = openModel(files, name);
    this.shelf.put(opened);
    await this.keepModel({ name, files });
  }

  /** Goes back from a model that was opened to the one in training. */
  async useTrained(): Promise<void> {
    if (this.session === undefined) return;
    this.shelf.put(openSession(this.session));
    await this.keepModel(undefined);
  }

  /** For the room that shows the working memory. */
  memoryDesk() {
    return proxy(new MemoryDesk(this.shelf));
  }

  /** For the room that writes and chats. */
  writingDesk() {
    return proxy(new WritingDesk(this.shelf));
  }

  private news(): StudioNews {
    const use = {
      tensors: tf.memory().numTensors,
      heapBytes: engramBackend()?.kernels.heap.bytesInUse ?? 0,
    };
    return { training: this.session?.snapshot(), model: this.shelf.facts(), use };
  }

  private async restoreTraining(store: RunStore): Promise<void> {
    const kept = await store.load();
    if (kept === undefined) return;
    this.keeper = keepInStore(store);
    const session = new TrainingSession(kept.run, this.sessionOptions(kept.journal));
    try {
      await session.restore();
    } catch (error) {
      session.dispose();
      throw error;
    }
    this.begin(session);
  }

  private async restoreModel(store: RunStore): Promise<void> {
    const model = await store.keptModel();
    if (model !== undefined) this.shelf.put(openModel(model.files, model.name));
  }

  /** A model that cannot be kept can still be used. */
  private async keepModel(model: KeptModel | undefined): Promise<void> {
    await this.store?.keepModel(model).catch(() => {});
  }

  /**
   * A training that is kept in the browser, or where that cannot be, in the page's memory. What is wrong with its
   * options is found before the one that was kept is given up.
   */
  private async keptSession(run: RunRecord): Promise<TrainingSession> {
    const { store } = this;
    this.keeper = store === undefined ? keepInMemory(this.facts.keepsNothing) : keepInStore(store);
    const session = new TrainingSession(run, this.sessionOptions());
    try {
      await store?.begin(run);
      return session;
    } catch (error) {
      session.dispose();
      this.keeper = keepInMemory(messageOf(error));
      return new TrainingSession(run, this.sessionOptions());
    }
  }

  private sessionOptions(journal?: Journal): TrainingSessionOptions {
    return { ...this.keeper, journal, onChange: () => this.changed() };
  }

  private begin(session: TrainingSession): void {
    const before = this.session;
    this.session = session;
    this.shelf.put(openSession(session));
    before?.dispose();
  }

  private start(): void {
    const { session } = this;
    if (session === undefined) return;
    this.running = session.train().finally(() => {
      this.running = undefined;
    });
  }
}

function openSession({ run, model, tokenizer }: TrainingSession): OpenModel {
  return { name: run.name, model, tokenizer, isInTraining: true };
}

async function openStore(): Promise<{ store: RunStore | undefined; keepsNothing: string | undefined }> {
  try {
    return { store: await RunStore.open(), keepsNothing: undefined };
  } catch (error) {
    return { store: undefined, keepsNothing: messageOf(error) };
  }
}
