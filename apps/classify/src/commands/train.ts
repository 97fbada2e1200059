import type { BiasCategory } from "@engram/classification";
import { type Command, Option } from "commander";
import { z } from "zod";
import { CATEGORIES } from "../data/bias-categories.ts";
import { DATA_SET_NAMES, knownDataSet } from "../data/data-sets.ts";
import { addFieldFlags } from "../data/field-flags.ts";
import { TASKS, type Task } from "../data/task.ts";
import { inside } from "../numbers.ts";
import { parseArgument } from "../parse-argument.ts";
import { addRecipeFlags, type RecipeFlags } from "../training/recipe-flags.ts";
import type { TrainOptions } from "../training/train-options.ts";

interface TrainFlags extends RecipeFlags {
  out: string;
  data?: string;
  test: string[];
  task?: Task;
  textField: string;
  labelField: string;
  testShare: number;
  validationShare: number;
  duplicates: TrainOptions["duplicates"];
  counterfactuals: BiasCategory[];
  balance?: BiasCategory;
  precision: TrainOptions["precision"];
  force: boolean;
  backend?: string;
}

/** From "all" or "gender,religion". */
const categories = z
  .string()
  .transform((text): string[] => (text === "all" ? [...CATEGORIES] : text.split(",")))
  .pipe(z.array(z.enum(CATEGORIES, `expected all, or some of ${CATEGORIES.join(",")}`)));

/** `engram-classify train`: from labelled texts to a classifier's folder. */
export function addTrainCommand(program: Command): void {
  const share = parseArgument(inside);
  const command = program
    .command("train")
    .description("train a classifier on labelled texts")
    .argument(
      "[files...]",
      ".csv, .tsv or .jsonl files, or folders with a folder of .txt files for each label",
    )
    .requiredOption("-o, --out <directory>", "folder of the run and of its classifier")
    .option(
      "--data <name>",
      `a data set that is installed from npm instead of files: ${DATA_SET_NAMES.join(", ")}`,
    )
    .option("--test <files...>", "files to test on; else a share of the files is kept for it", [])
    .addOption(
      new Option("--task <task>", "fixes the labels; default custom, or the data set's").choices(TASKS),
    );
  addFieldFlags(command)
    .option("--test-share <share>", "kept for the test where there are no test files", share, 0.1)
    .option("--validation-share <share>", "of the rest, kept for calibration", share, 0.1)
    .addOption(
      new Option("--duplicates <policy>", "training texts that the test or the validation texts hold, too")
        .choices(["remove", "report"])
        .default("remove"),
    )
    .option(
      "--counterfactuals <categories>",
      `against bias: learns from every text with such words a second time, in which groups have changed places; all, or some of ${CATEGORIES.join(",")} (English)`,
      parseArgument(categories),
      [],
    )
    .addOption(
      new Option(
        "--balance <category>",
        "against bias: leaves out and repeats texts until each group of the category has each label as often as all",
      ).choices(CATEGORIES),
    )
    .addOption(
      new Option("--precision <kind>", "of the saved weights")
        .choices(["float32", "int8"])
        .default("float32"),
    )
    .option("--force", "begin anew, whatever run is in the folder", false)
    .option(
      "--backend <name>",
      "engram, engram:BUILD, tensorflow, wasm or cpu; default: the best that is found",
    );
  addRecipeFlags(command)
    .addHelpText(
      "after",
      `
Stopped by Ctrl-C or otherwise, the same command goes on where it was.

Examples:
  $ engram-classify train reviews.csv --text-field review --label-field stars --out runs/stars
  $ engram-classify train mails/ --task spam --quick --out runs/spam        # mails/ham/*.txt, mails/spam/*.txt
  $ engram-classify train --data imdb --directions forward,backward --precision int8 --out runs/imdb
  $ engram-classify train reviews.csv --counterfactuals all --out runs/fairer`,
    )
    .action(async (files: string[], flags: TrainFlags) => {
      const { out, force, backend } = flags;
      // What trains takes a while to load, and other commands do without it.
      const { trainRun } = await import("../training/train-run.ts");
      const { chosenRecipe } = await import("../training/chosen-recipe.ts");
      const recipeFor = await chosenRecipe(flags);
      await trainRun(out, files, { options: trainOptions(flags), recipeFor, force, backend });
    });
}

function trainOptions(flags: TrainFlags): Omit<TrainOptions, "recipe"> {
  const { data, test, textField, labelField, testShare, validationShare, precision } = flags;
  return {
    task: flags.task ?? (data === undefined ? "custom" : knownDataSet(data).task),
    ...(data !== undefined && { data }),
    test,
    fields: { textField, labelField },
    testShare,
    validationShare,
    duplicates: flags.duplicates,
    counterfactuals: flags.counterfactuals,
    ...(flags.balance !== undefined && { balance: flags.balance }),
    precision,
  };
}
