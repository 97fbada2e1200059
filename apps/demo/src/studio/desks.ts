import { type Remote, wrap } from "comlink";
import type { Desks } from "../worker/worker.ts";
import DeskWorker from "../worker/worker.ts?worker";

type DeskOf<Name extends keyof Desks> = Omit<Awaited<ReturnType<Desks[Name]>>, symbol>;

/** A desk in a worker of its own. */
export interface OpenDesk<Desk> {
  /** Rejects when the worker, or the desk in it, cannot be started. */
  readonly desk: Promise<Remote<Desk>>;
  /** Rejects when the worker breaks down: an answer that is waited for then will not come. */
  readonly broken: Promise<never>;
  /** Ends the worker and its threads, whatever they are doing. */
  end(): void;
}

/** Starts a worker and opens a desk in it; the browser's tools show the worker by the desk's name. */
export function openDesk<Name extends keyof Desks>(name: Name): OpenDesk<DeskOf<Name>> {
  const worker = new DeskWorker({ name });
  const broken = new Promise<never>((_, reject) => {
    worker.addEventListener("error", ({ message }) =>
      reject(new Error(message || "the page's worker could not be loaded")),
    );
  });
  const opened = (wrap<Desks>(worker)[name] as () => Promise<unknown>)() as Promise<Remote<DeskOf<Name>>>;
  const desk = Promise.race([broken, opened]);
  // Whoever waits for them is told; nobody may be waiting yet.
  for (const promise of [broken, desk]) promise.catch(() => {});
  return { desk, broken, end: () => worker.terminate() };
}
