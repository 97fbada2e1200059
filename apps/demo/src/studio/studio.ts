import { signal } from "@preact/signals";
import { proxy, type Remote } from "comlink";
import { messageOf } from "../message-of.ts";
import type { Studio, StudioFacts, StudioNews } from "../worker/studio/studio.ts";
import { openDesk } from "./desks.ts";

/** What runs; `undefined` until the worker is there. */
export const facts = signal<StudioFacts | undefined>(undefined);

/** Why no model can be trained or used at all. */
export const startFailure = signal<string | undefined>(undefined);

/** The training and the model, as of the last news from the worker. */
export const news = signal<StudioNews>({
  training: undefined,
  model: undefined,
  use: { tensors: 0, heapBytes: 0 },
});

/** The worker's studio; the page is drawn before it is there. */
export const studio: Promise<Remote<Studio>> = open();
studio.catch((error) => {
  startFailure.value = messageOf(error);
});

async function open(): Promise<Remote<Studio>> {
  const { desk, broken } = openDesk("studio");
  broken.catch((error) => {
    startFailure.value = messageOf(error);
  });
  const opened = await desk;
  facts.value = await opened.facts;
  await opened.listen(
    proxy((latest: StudioNews) => {
      news.value = latest;
    }),
  );
  return opened;
}
