import { LanguageModel } from "../language-model.ts";
import type { NamedArray } from "../named-array.ts";
import { floatArray } from "./float-array.ts";

const OWNER = "languageModelFromArrays";

/**
 * A language model whose sizes are those of the given parameters.
 *
 * @param arrays by our names: `embedding` [V,E] (one-hot input without it), `lstm.0.forward.kernel`, …,
 * `output.kernel` [H,V] (tied to the embedding without it), `output.bias` [V].
 * @throws when the arrays are not those of a language model, for one a bidirectional one's.
 */
export function languageModelFromArrays(arrays: Readonly<Record<string, NamedArray>>): LanguageModel {
  const hiddenSizes: number[] = [];
  const recurrentKernel = (layer: number) => `lstm.${layer}.forward.recurrentKernel`;
  for (let layer = 0; layer === 0 || Object.hasOwn(arrays, recurrentKernel(layer)); layer++) {
    hiddenSizes.push(floatArray(arrays, recurrentKernel(layer), 2, OWNER).shape[0]);
  }
  const options = {
    vocabularySize: floatArray(arrays, "output.bias", 1, OWNER).shape[0],
    ...(Object.hasOwn(arrays, "embedding") && {
      embeddingSize: floatArray(arrays, "embedding", 2, OWNER).shape[1],
    }),
    hiddenSizes,
    tiedOutput: !Object.hasOwn(arrays, "output.kernel"),
  };
  return LanguageModel.fromParameters(options, arrays);
}
