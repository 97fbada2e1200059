import { openDesk } from "../../studio/desks.ts";
import type { SpeedDesk } from "../../worker/speed/speed-desk.ts";

/** One implementation at work in a worker of its own, so that it can be ended in the middle of a step. */
export interface OpenSpeedDesk {
  open: SpeedDesk["open"];
  steps: SpeedDesk["steps"];
  /** Ends the worker and its threads, whatever they are doing. */
  end(): void;
}

export function openSpeedDesk(): OpenSpeedDesk {
  const { desk, broken, end } = openDesk("speed");
  return {
    open: (job, implementation) => Promise.race([broken, desk.then((it) => it.open(job, implementation))]),
    steps: (count) => Promise.race([broken, desk.then((it) => it.steps(count))]),
    end,
  };
}
