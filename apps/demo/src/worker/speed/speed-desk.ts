import { chooseBackend } from "@engram/backend";
import { engramTraining } from "./engram-training.ts";
import type { Implementation } from "./implementation.ts";
import { layersTraining } from "./layers-training.ts";
import type { SpeedJob } from "./speed-job.ts";
import { startTfjs } from "./start-tfjs.ts";
import type { Workload } from "./workload.ts";

/** Steps that were timed where they ran. */
export interface TimedSteps {
  readonly losses: readonly number[];
  /** Of all of them together. */
  readonly milliseconds: number;
}

/** One job on one implementation: what the room "Speed" asks of a worker, which it ends after that. */
export class SpeedDesk {
  private workload: Workload | undefined;

  /**
   * Starts a backend and makes the model and its batches.
   *
   * @throws Error with the reason when the backend does not run here.
   */
  async open(
    job: SpeedJob,
    implementation: Implementation,
  ): Promise<Pick<Workload, "runs" | "embedsByProduct">> {
    if (implementation === "engram") {
      const { runs } = await chooseBackend({ backend: "engram" });
      this.workload = engramTraining(job, runs);
    } else {
      this.workload = layersTraining(job, await startTfjs(implementation));
    }
    const { runs, embedsByProduct } = this.workload;
    return { runs, embedsByProduct };
  }

  /** Takes so many training steps. @throws Error before `open`. */
  async steps(count: number): Promise<TimedSteps> {
    if (this.workload === undefined) throw new Error("SpeedDesk.steps: expected open to be called first");
    const began = performance.now();
    const losses = await this.workload.steps(count);
    return { losses, milliseconds: performance.now() - began };
  }
}
