import { copyFile, mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { modelFilesToZip } from "@engram/lstm-core";
import { exportKeras, exportTorch, writeFileWhole } from "@engram/lstm-core/node";
import { type Command, Option } from "commander";
import { loadModel } from "../load-model.ts";
import { startBackend } from "../start-backend.ts";

interface ExportFlags {
  format: keyof typeof FILES;
  out?: string;
}

/** What each program takes, by its habits. */
const FILES = {
  keras: "model.weights.h5",
  pytorch: "pytorch_model.safetensors",
  safetensors: "model.safetensors",
  zip: "model.zip",
} as const;

/** A model folder's files, in the order of its zip file. */
const FOLDER = ["config.json", "model.safetensors", "tokenizer.json", "README.md"];

/** `engram-lm export`: the weights for other programs. */
export function addExportCommand(program: Command): void {
  program
    .command("export")
    .description(
      "write the weights for Keras (load_weights), for PyTorch (state_dict) or as they are, or the whole model as a zip file",
    )
    .argument("<directory>", "folder of a model")
    .addOption(
      new Option("--format <format>", "for which program").choices(Object.keys(FILES)).makeOptionMandatory(),
    )
    .option("-o, --out <file>", "where to write it; default: in the folder export/ of the model")
    .addHelpText("after", "\nExample:\n  $ engram-lm export runs/moby-dick --format pytorch")
    .action(async (directory: string, flags: ExportFlags) => {
      const { format, out = join(directory, "export", FILES[format]) } = flags;
      await startBackend(program.opts().backend);
      const { model } = await loadModel(directory);
      await mkdir(dirname(out), { recursive: true });
      if (format === "keras") await exportKeras(out, model);
      else if (format === "pytorch") await exportTorch(out, model);
      else if (format === "zip") await writeFileWhole(out, modelFilesToZip(await readFolder(directory)));
      else await copyFile(join(directory, FILES.safetensors), out);
      console.log(out);
    });
}

async function readFolder(directory: string): Promise<Record<string, Uint8Array>> {
  const files: Record<string, Uint8Array> = {};
  for (const name of FOLDER) {
    try {
      files[name] = await readFile(join(directory, name));
    } catch (error) {
      // A model card may be missing; the model itself was loaded a moment ago.
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  return files;
}
