import type { Command } from "commander";
import { loadClassifier } from "../load-classifier.ts";

interface PredictFlags {
  json: boolean;
}

/** `engram-classify predict`: what texts are. */
export function addPredictCommand(program: Command): void {
  program
    .command("predict")
    .description("say what texts are")
    .argument("<directory>", "folder of a classifier")
    .argument("[texts...]", "texts to classify")
    .option("--json", "one JSON object a line", false)
    .action(async (directory: string, texts: string[], { json }: PredictFlags) => {
      const classifier = await loadClassifier(directory);
      for (const prediction of await classifier.predict(texts)) {
        console.log(
          json ? JSON.stringify(prediction) : `${prediction.label}\t${prediction.probability.toFixed(4)}`,
        );
      }
      classifier.dispose();
    });
}
