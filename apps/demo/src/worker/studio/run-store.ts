import type { Checkpoint, CheckpointKind, CheckpointStore } from "@engram/trainer";
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { CurvePoints } from "./averaged-curve.ts";
import type { TrainingOptions } from "./training-options.ts";

/** All that a training needs beside its checkpoints to go on after the page was closed. */
export interface RunRecord {
  readonly name: string;
  readonly options: TrainingOptions;
  readonly tokenizerJson: unknown;
  readonly train: Int32Array;
  readonly validation: Int32Array;
  readonly sha256: string;
  readonly bytes: number;
}

/** What the page shows of a training: curves and samples. */
export interface Journal {
  readonly losses: CurvePoints;
  readonly validation: CurvePoints;
  readonly samples: readonly { readonly step: number; readonly text: string }[];
  readonly finished: boolean;
}

/** What is kept with a checkpoint, so that both are of the same step. */
interface SavedCheckpoint extends Checkpoint {
  readonly journal: Journal;
}

/** A model that was opened from files. */
export interface KeptModel {
  readonly name: string;
  readonly files: Readonly<Record<string, Uint8Array>>;
}

interface Tables extends DBSchema {
  runs: { key: "current"; value: RunRecord };
  checkpoints: { key: CheckpointKind; value: SavedCheckpoint };
  models: { key: "current"; value: KeptModel };
}

const NAME = "engram-demo";
const LOCK = "engram-demo";

/** The page's one training, kept in IndexedDB: each save is a transaction, whole or not at all. */
export class RunStore {
  private readonly database: IDBPDatabase<Tables>;

  private constructor(database: IDBPDatabase<Tables>) {
    this.database = database;
  }

  /**
   * @throws Error when the browser keeps nothing (as some private windows do), or another tab keeps its training
   * here already.
   */
  static async open(): Promise<RunStore> {
    await holdForever(LOCK);
    return new RunStore(
      await openDB<Tables>(NAME, 1, {
        upgrade(database) {
          for (const table of ["runs", "checkpoints", "models"] as const) database.createObjectStore(table);
        },
      }),
    );
  }

  async load(): Promise<{ run: RunRecord; journal: Journal | undefined } | undefined> {
    const run = await this.database.get("runs", "current");
    if (run === undefined) return undefined;
    return { run, journal: (await this.database.get("checkpoints", "last"))?.journal };
  }

  /** Begins a training: the one before it goes. */
  async begin(run: RunRecord): Promise<void> {
    const transaction = this.database.transaction(["runs", "checkpoints"], "readwrite", {
      durability: "strict",
    });
    await Promise.all([
      transaction.objectStore("checkpoints").clear(),
      transaction.objectStore("runs").put(run, "current"),
      transaction.done,
    ]);
  }

  /** Forgets the training. */
  async clear(): Promise<void> {
    const transaction = this.database.transaction(["runs", "checkpoints"], "readwrite");
    await Promise.all([
      transaction.objectStore("checkpoints").clear(),
      transaction.objectStore("runs").clear(),
      transaction.done,
    ]);
  }

  /** @param journal what the page shows at the moment of a save. */
  checkpoints(journal: () => Journal): CheckpointStore {
    const { database } = this;
    return {
      async save(kind, checkpoint) {
        const transaction = database.transaction("checkpoints", "readwrite", { durability: "strict" });
        await Promise.all([
          transaction.store.put({ ...checkpoint, journal: journal() }, kind),
          transaction.done,
        ]);
      },
      load: (kind) => database.get("checkpoints", kind),
    };
  }

  /** Other options for the same training, which is to go on for longer. */
  async change(run: RunRecord): Promise<void> {
    await this.database.put("runs", run, "current");
  }

  /** The model that was opened last, so that it is there again after a reload; `undefined` for none. */
  async keepModel(model: KeptModel | undefined): Promise<void> {
    if (model === undefined) await this.database.delete("models", "current");
    else await this.database.put("models", model, "current");
  }

  keptModel(): Promise<KeptModel | undefined> {
    return this.database.get("models", "current");
  }
}

/** A page that is being reloaded lets go of its lock only a moment later. */
const LOCK_MILLISECONDS = 2000;

/** Takes a lock that ends with the worker. @throws Error when another tab has it. */
function holdForever(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(LOCK_MILLISECONDS);
    const held = navigator.locks.request(name, { signal }, () => {
      resolve();
      return new Promise(() => {});
    });
    held.catch(() => reject(new Error("another tab of this page keeps its training here")));
  });
}
