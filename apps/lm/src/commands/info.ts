import type { Command } from "commander";
import { loadModel } from "../load-model.ts";
import { startBackend } from "../start-backend.ts";

/** `engram-lm info`: what a model folder holds. */
export function addInfoCommand(program: Command): void {
  program
    .command("info")
    .description("say what a model is: sizes, tokenizer, parameters")
    .argument("<directory>", "folder or zip file of a model")
    .option("--json", "print one JSON object", false)
    .addHelpText("after", "\nExample:\n  $ engram-lm info runs/moby-dick")
    .action(async (directory: string, { json }: { json: boolean }) => {
      await startBackend("cpu");
      const { model, tokenizer } = await loadModel(directory);
      const parameters = Object.entries(model.parameters).map(([name, { shape, size }]) => ({
        name,
        shape,
        size,
      }));
      const total = parameters.reduce((sum, { size }) => sum + size, 0);
      if (json) {
        console.log(
          JSON.stringify({
            config: model.config,
            tokenizer: tokenizer.kind,
            parameterCount: total,
            parameters,
          }),
        );
        return;
      }
      const { vocabularySize, embeddingSize, hiddenSizes, tiedOutput, dropout, regularization } =
        model.config;
      console.log(`tokenizer   ${tokenizer.kind}, ${vocabularySize} tokens`);
      console.log(`input       ${embeddingSize === undefined ? "one-hot" : `embedding of ${embeddingSize}`}`);
      console.log(`layers      ${hiddenSizes.length} LSTM: ${hiddenSizes.join(", ")}`);
      console.log(`output      softmax${tiedOutput ? ", tied to the embedding" : ""}`);
      console.log(`dropout     ${listed(dropout)}`);
      console.log(`regularizer ${listed(regularization)}`);
      console.log(`parameters  ${total.toLocaleString("en")}`);
      for (const { name, shape } of parameters) console.log(`  ${name} [${shape.join(", ")}]`);
    });
}

function listed(settings: Readonly<Record<string, number | boolean>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name} ${value}`)
    .join(", ");
}
