import { expose, proxy } from "comlink";

/**
 * What works away from the page's main thread: one script, started once for each desk, so that all of them share
 * their code. A desk loads what it needs when it is opened.
 */
const desks = {
  /** Trains, and everything that reads or writes with the language model. */
  async studio() {
    const { Studio } = await import("./studio/studio.ts");
    return proxy(await Studio.open());
  },
};

export type Desks = typeof desks;

expose(desks);
