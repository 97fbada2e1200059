import { decodeModel } from "../decode-model.ts";
import { runOperation } from "../run-operation.ts";
import type { DrawCase } from "./operation-case.ts";

export const packMatrixCase: DrawCase = (draw) => {
  const [rows, columns, isTransposed] = [draw.size(400), draw.size(1000), draw.flag()];
  const [rowStride, columnStride] = isTransposed
    ? [1, rows + draw.integer(3)]
    : [columns + draw.integer(3), 1];
  const length = (rows - 1) * rowStride + (columns - 1) * columnStride + 1;
  const values = { rows, columns, rowStride, columnStride, gated: columns % 4 === 0 ? draw.integer(2) : 0 };
  const source = draw.numbers(length);
  return {
    label: JSON.stringify(values),
    tolerance: 1e-6,
    ofOneBuild: ["packed"],
    run: (kernels) =>
      runOperation(kernels, "packMatrix", {
        inputs: { source },
        outputs: { packed: (rows + 1) * (columns + 128), scales: columns, errors: columns },
        values,
      }),
  };
};

/** Three tokens through the layers and the output layer. */
export const decodeCase: DrawCase = (draw) => {
  const batch = draw.size(6);
  const shape = {
    vocabularySize: draw.size(600),
    hiddenSizes: Array.from({ length: 1 + draw.integer(2) }, () => draw.size(200)),
    embeddingSize: draw.pick([0, draw.size(60)]),
    batch,
    int8: draw.flag(),
  };
  const tokens = [0, 1, 2].map(() => [...draw.ids(batch, shape.vocabularySize)]);
  return {
    label: JSON.stringify(shape),
    tolerance: 2e-5,
    run(kernels) {
      const model = decodeModel(kernels, shape);
      const steps = tokens.map((ids, step) => [`step ${step}`, model.step(ids)]);
      model.dispose();
      return Object.fromEntries(steps);
    },
  };
};
