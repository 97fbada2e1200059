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
  /** Tells sentiment and spam. It loads no TensorFlow.js. */
  async judge() {
    const { JudgeDesk } = await import("./judge/judge-desk.ts");
    return proxy(new JudgeDesk());
  },
  /** Times training steps, ours and those of tf.layers. */
  async speed() {
    const { SpeedDesk } = await import("./speed/speed-desk.ts");
    return proxy(new SpeedDesk());
  },
};

export type Desks = typeof desks;

expose(desks);
