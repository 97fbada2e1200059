import { parametersToKeras } from "../export/parameters-to-keras.ts";
import { parametersToTorch } from "../export/parameters-to-torch.ts";
import type { TorchNames } from "../import/torch-names.ts";
import type { Model } from "../model.ts";
import { modelArrays } from "../model-arrays.ts";
import { encodeSafetensors } from "../safetensors-encode.ts";
import { namingFile } from "./naming-file.ts";
import { writeFileWhole } from "./write-file-whole.ts";
import { writeH5 } from "./write-h5.ts";

/**
 * Writes a model's weights as a PyTorch state_dict in safetensors: `load_state_dict(load_file(path))` of a module with
 * an nn.Embedding (where there is one), an nn.LSTM with `batch_first=True` (an nn.ModuleList of them where the layers'
 * hidden sizes differ) and an nn.Linear.
 *
 * @param names what these three are called in it.
 */
export async function exportTorch(path: string, model: Model, names: TorchNames = {}): Promise<void> {
  await namingFile("exportTorch", path, async () =>
    writeFileWhole(path, encodeSafetensors(parametersToTorch(await modelArrays(model), names))),
  );
}

/**
 * Writes a model's weights as a Keras 3 file: `model.load_weights(path)` of a Sequential model with Embedding (where
 * there is one), LSTM or Bidirectional(LSTM) layers and Dense. Needs the package h5wasm.
 *
 * @param path must end in `.weights.h5`, or Keras does not take it.
 */
export async function exportKeras(path: string, model: Model): Promise<void> {
  await namingFile("exportKeras", path, async () => {
    if (!path.endsWith(".weights.h5")) throw new Error('expected a name that ends in ".weights.h5"');
    await writeFileWhole(path, await writeH5(parametersToKeras(await modelArrays(model))));
  });
}
