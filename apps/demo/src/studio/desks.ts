import { type Remote, wrap } from "comlink";
import type { Desks } from "../worker/worker.ts";
import DeskWorker from "../worker/worker.ts?worker";

/** A worker of its own for a desk. The browser's tools show its name. */
export function openDesks(name: string): Remote<Desks> {
  return wrap<Desks>(new DeskWorker({ name }));
}
