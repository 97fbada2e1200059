import * as tf from "@tensorflow/tfjs-core";
import { GATES, type Gate } from "../gate-order.ts";
import {
  type LstmSequenceAttributes,
  type LstmSequenceGradInputs,
  stepAt,
} from "./lstm-sequence-contract.ts";
import { addRowsById, rowBlock, toBatchMajor, toTimeMajor } from "./rows.ts";
import { joinGates } from "./split-gates.ts";
import { runningRows } from "./step-masks.ts";

/**
 * The gradient of `composedLstmSequence`, backpropagated through time by hand.
 *
 *   dC += dh∘o∘(1 - tanh²C')
 *   dz = [dC∘g∘i(1 - i), dC∘C∘f(1 - f), dC∘i∘(1 - g²), dh∘tanh(C')∘o(1 - o)]
 *   dh ← dz·Rᵀ   dC ← dC∘f
 *
 * What does not depend on the steps after is computed for all T steps at once; the weights' gradient is one
 * product [x, h]ᵀ·dz over all T*B rows, the input's one product dz·Kᵀ.
 */
export function composedLstmSequenceGrad(
  inputs: LstmSequenceGradInputs,
  { lengths, reverse }: LstmSequenceAttributes,
): tf.Tensor[] {
  const [, time, hiddenSize] = inputs.outputGrad.shape;
  const { toCell, toGates, forget, previousHidden } = stepFactors(inputs);
  const outputGrad = toTimeMajor(inputs.outputGrad);
  const recurrentTransposed = tf.transpose(inputs.recurrentKernel);
  const zeros = lengths === undefined ? undefined : tf.zerosLike(inputs.finalHiddenGrad);

  let hiddenGrad = inputs.finalHiddenGrad;
  let cellGrad = inputs.finalCellGrad;
  const gateGrads = new Array<tf.Tensor2D>(time);
  for (let order = time - 1; order >= 0; order--) {
    const step = stepAt(order, time, reverse);
    const made = tf.tidy(() => {
      const running = runningRows(lengths, step, hiddenSize);
      let dHidden = tf.add<tf.Tensor2D>(hiddenGrad, rowBlock(outputGrad, step, time));
      let dCell = tf.add<tf.Tensor2D>(cellGrad, tf.mul(dHidden, rowBlock(toCell, step, time)));
      if (running !== undefined && zeros !== undefined) {
        dHidden = tf.where<tf.Tensor2D>(running, dHidden, zeros);
        dCell = tf.where<tf.Tensor2D>(running, dCell, zeros);
      }
      const upstream = joinGates({ input: dCell, forget: dCell, candidate: dCell, output: dHidden });
      const dGates = tf.mul<tf.Tensor2D>(upstream, rowBlock(toGates, step, time));
      const dPreviousCell = tf.mul<tf.Tensor2D>(dCell, rowBlock(forget, step, time));
      const dPreviousHidden = tf.matMul<tf.Tensor2D>(dGates, recurrentTransposed);
      return running === undefined
        ? { dGates, hidden: dPreviousHidden, cell: dPreviousCell }
        : {
            dGates,
            hidden: tf.where<tf.Tensor2D>(running, dPreviousHidden, hiddenGrad),
            cell: tf.where<tf.Tensor2D>(running, dPreviousCell, cellGrad),
          };
    });
    gateGrads[step] = made.dGates;
    hiddenGrad = made.hidden;
    cellGrad = made.cell;
  }
  const dGates = tf.concat(gateGrads, 0);
  return [...weightGrads(inputs, previousHidden, dGates), tf.clone(hiddenGrad), tf.clone(cellGrad)];
}

/** The factors of the recursion, each for all steps: [T*B,H], `toGates` [T*B,4H]. */
function stepFactors(inputs: LstmSequenceGradInputs) {
  const activations = Array.from({ length: GATES.length + 3 }, (_, index) => inputs[`activation${index}`]);
  const gates = Object.fromEntries(GATES.map((gate, index) => [gate, activations[index]])) as Record<
    Gate,
    tf.Tensor2D
  >;
  const [cellTanh, previousCell, previousHidden] = activations.slice(GATES.length) as tf.Tensor2D[];
  const factors = {
    toCell: timesOneMinusSquare(gates.output, cellTanh),
    toGates: joinGates({
      input: timesSigmoidSlope(gates.candidate, gates.input),
      forget: timesSigmoidSlope(previousCell, gates.forget),
      candidate: timesOneMinusSquare(gates.input, gates.candidate),
      output: timesSigmoidSlope(cellTanh, gates.output),
    }),
  };
  return { ...factors, forget: gates.forget, previousHidden };
}

/** factor · (1 - tanh²). */
function timesOneMinusSquare(factor: tf.Tensor2D, tanh: tf.Tensor2D): tf.Tensor2D {
  return tf.sub(factor, tf.mul(factor, tf.mul(tanh, tanh)));
}

/** factor · σ(1 - σ). */
function timesSigmoidSlope(factor: tf.Tensor2D, sigmoid: tf.Tensor2D): tf.Tensor2D {
  return tf.mul(factor, tf.sub(sigmoid, tf.mul(sigmoid, sigmoid)));
}

/** The gradients of the input (not of ids), the kernels and the bias. */
function weightGrads(
  { input, kernel, recurrentKernel }: LstmSequenceGradInputs,
  previousHidden: tf.Tensor2D,
  dGates: tf.Tensor2D,
): tf.Tensor[] {
  const time = input.shape[1] as number;
  const dBias = tf.sum(dGates, 0);
  if (input.dtype === "int32") {
    const ids = tf.reshape(tf.transpose(input as tf.Tensor2D), [-1]) as tf.Tensor1D;
    const dRecurrent = tf.matMul(tf.transpose(previousHidden), dGates);
    return [addRowsById(dGates, ids, kernel.shape[0]), dRecurrent, dBias];
  }
  const rows = tf.concat([toTimeMajor(input as tf.Tensor3D), previousHidden], 1);
  const [dKernel, dRecurrent] = tf.split(
    tf.matMul(tf.transpose(rows), dGates),
    [kernel.shape[0], recurrentKernel.shape[0]],
    0,
  );
  const dInput = toBatchMajor(tf.matMul(dGates, tf.transpose(kernel)), time);
  return [dInput, dKernel, dRecurrent, dBias];
}
