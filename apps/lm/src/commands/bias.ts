import type { Command } from "commander";
import { pairsTable } from "../bias/pairs-table.ts";
import { readPairs } from "../bias/read-pairs.ts";
import { scorePairs } from "../bias/score-pairs.ts";
import { cleanBlock } from "../cleaning.ts";
import { cleaningOfModel } from "../cleaning-of-model.ts";
import { loadModel } from "../load-model.ts";
import { wholeNumber } from "../parse-argument.ts";
import { startBackend } from "../start-backend.ts";

interface BiasFlags {
  pairs: string;
  json: boolean;
  seed: number;
}

/** `engram-lm bias`: which of two sentences about different groups a model finds likelier. */
export function addBiasCommand(program: Command): void {
  program
    .command("bias")
    .description(
      "compare how likely a model finds sentences that differ only in whom they are about (CrowS-Pairs)",
    )
    .argument("<directory>", "folder of a trained model")
    .requiredOption(
      "--pairs <file>",
      "CSV with the columns sent_more, sent_less, stereo_antistereo and bias_type",
    )
    .option("--json", "print one JSON object", false)
    .option("--seed <n>", "seed of the intervals and of the shuffled words", wholeNumber(0), 0)
    .addHelpText("after", "\nExample:\n  $ engram-lm bias runs/novel --pairs crows_pairs_anonymized.csv")
    .action(async (directory: string, flags: BiasFlags) => {
      const given = await readPairs(flags.pairs);
      await startBackend(program.opts().backend);
      const { model, tokenizer } = await loadModel(directory);
      const cleaning = await cleaningOfModel(directory);
      const pairs = given.map((pair) => ({
        ...pair,
        more: cleanBlock(pair.more, cleaning),
        less: cleanBlock(pair.less, cleaning),
      }));
      const report = await scorePairs(model, tokenizer, pairs, { seed: flags.seed });
      console.log(flags.json ? JSON.stringify(report) : pairsTable(report));
    });
}
