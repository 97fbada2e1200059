import { fileURLToPath } from "node:url";
import { goldenLstmFiles, readGoldenLstm } from "@engram/test-utils";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { lstmErrors } from "../../../tools/goldens/lstm-errors.mjs";
import { lstmSequence } from "../src/index.ts";
import { BACKENDS, onBackend } from "./backends.ts";

const files = goldenLstmFiles(fileURLToPath(new URL("./fixtures", import.meta.url)));

describe.each(BACKENDS)("on %s", (backend) => {
  // torch.nn.LSTM in float64 with random asymmetric weights: tools/goldens/lstm.py.
  test.each(files)("output, final states and every gradient are PyTorch's: %s", async (file) => {
    const errors = await onBackend(backend, () => lstmErrors({ tf, lstmSequence }, readGoldenLstm(file)));
    for (const [name, error] of Object.entries(errors)) expect(error, name).toBeLessThan(1e-5);
  });
});
