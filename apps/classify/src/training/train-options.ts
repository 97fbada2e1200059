import type { Recipe } from "@engram/classification";
import type { Fields } from "../data/read-labelled-texts.ts";
import type { Task } from "../data/task.ts";
import type { FairnessOptions } from "./fairer-texts.ts";

/** Every choice of a training run: what `run.json` keeps. */
export interface TrainOptions extends FairnessOptions {
  readonly task: Task;
  /** Name of a known data set. */
  readonly data?: string;
  /** Files with the test texts; where there are none, the test part is dealt. */
  readonly test: readonly string[];
  readonly fields: Fields;
  readonly testShare: number;
  readonly validationShare: number;
  /** What happens to training texts that the test or the validation part knows, too. */
  readonly duplicates: "remove" | "report";
  readonly precision: "float32" | "int8";
  readonly recipe: Recipe;
}
