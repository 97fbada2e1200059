import { type LstmCall, lstmBackward, lstmForward, lstmGrads, lstmInputs } from "../lstm-call.ts";
import type { Draw } from "./draw.ts";
import type { DrawCase, OperationCase } from "./operation-case.ts";

function drawCall(draw: Draw): LstmCall {
  const [batch, time] = [draw.size(60), draw.size(30)];
  const lengths = draw.flag() ? [...draw.ids(batch, time + 1)] : undefined;
  const sizes = { batch, time, inputSize: draw.size(150), hiddenSize: draw.size(150) };
  const flags = { ids: draw.flag(), reverse: draw.flag(), hasState: draw.flag(), hasMasks: draw.flag() };
  return { ...sizes, ...flags, lengths };
}

/** The inputs of `call` with numbers of this draw in the place of its own. */
function drawInputs(draw: Draw, call: LstmCall): Record<string, Float32Array | Int32Array> {
  const scale = 1 / Math.sqrt(call.inputSize + call.hiddenSize);
  return Object.fromEntries(
    Object.entries(lstmInputs(call)).map(([name, values]) => [
      name,
      values instanceof Int32Array || name.endsWith("Mask")
        ? values
        : draw.numbers(values.length, name.endsWith("ernel") ? 2 * scale : 1),
    ]),
  );
}

export const lstmForwardCase: DrawCase = (draw) => {
  const call = drawCall(draw);
  const [changed, keep] = [drawInputs(draw, call), draw.flag()];
  const { hiddenSize, lengths, time } = call;
  return {
    label: JSON.stringify({ ...call, keep }),
    tolerance: 1e-5,
    run(kernels) {
      const { gates, cells, ...results } = lstmForward(kernels, call, { changed, keep });
      // Behind a row's end nothing is kept.
      const isKept = (width: number) => (_: number, index: number) =>
        lengths === undefined || Math.floor(index / width) % time < lengths[Math.floor(index / width / time)];
      return keep
        ? { ...results, gates: gates.filter(isKept(4 * hiddenSize)), cells: cells.filter(isKept(hiddenSize)) }
        : results;
    },
  };
};

export const lstmBackwardCase: DrawCase = (draw): OperationCase => {
  const call = drawCall(draw);
  const changed = drawInputs(draw, call);
  const names = ["inputGrad", "kernelGrad", "recurrentKernelGrad", "biasGrad", "initialHiddenGrad"];
  const without = names.filter(() => draw.integer(4) === 0);
  const grads = Object.fromEntries(
    Object.entries(lstmGrads(call)).map(([name, { length }]) => [name, draw.numbers(length)]),
  );
  return {
    label: JSON.stringify({ ...call, without }),
    tolerance: 2e-5,
    run: (kernels) =>
      lstmBackward(kernels, call, lstmForward(kernels, call, { changed }), { grads, changed, without }),
  };
};
