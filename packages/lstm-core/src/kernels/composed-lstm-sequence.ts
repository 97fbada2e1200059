import * as tf from "@tensorflow/tfjs-core";
import { GATES, type Gate } from "../gate-order.ts";
import { type LstmSequenceAttributes, type LstmSequenceInputs, stepAt } from "./lstm-sequence-contract.ts";
import { gatherRows, rowBlock, toBatchMajor, toTimeMajor } from "./rows.ts";
import { splitGates } from "./split-gates.ts";
import { runningRows } from "./step-masks.ts";

type GateValues = Record<Gate, tf.Tensor2D>;

/**
 * The LSTM over a sequence, made of ops that every TensorFlow.js backend has.
 *
 *   i, f, o = σ(x·K + h·R + b)   g = tanh(x·K + h·R + b)   C' = f∘C + i∘g   h' = o∘tanh(C')
 *
 * (Hochreiter and Schmidhuber 1997; forget gate: Gers, Schmidhuber and Cummins 2000.)
 * tanh(z) is taken as 2σ(2z) - 1, with the 2 inside the candidate's weights: so one fused op (product, bias,
 * sigmoid) makes a gate, and `wasm`, whose tanh is six times slower than its sigmoid, is spared it.
 *
 * Activations, each [T*B,H], the rows of one step together: the four gates in order (the candidate as g),
 * tanh(C'), C and h (both from before the step).
 */
export function composedLstmSequence(
  inputs: LstmSequenceInputs,
  { lengths, reverse, keepActivations }: LstmSequenceAttributes,
): tf.Tensor[] {
  const time = inputs.input.shape[1] as number;
  const hiddenSize = inputs.recurrentKernel.shape[0];
  const gatesAt = gatesOf(inputs);
  const one = tf.scalar(1);
  const two = tf.scalar(2);
  const kept = Array.from({ length: GATES.length + 3 }, () => new Array<tf.Tensor2D>(time));
  const outputs = new Array<tf.Tensor2D>(time);

  let hidden = inputs.initialHidden;
  let cell = inputs.initialCell;
  for (let order = 0; order < time; order++) {
    const step = stepAt(order, time, reverse);
    const previous = { hidden, cell };
    const made = tf.tidy(() => {
      const gates = gatesAt(step, hidden);
      const candidate = tf.sub<tf.Tensor2D>(tf.mul(gates.candidate, two), one);
      const newCell = tf.add<tf.Tensor2D>(tf.mul(gates.forget, cell), tf.mul(gates.input, candidate));
      const cellTanh = tf.sub<tf.Tensor2D>(tf.mul(tf.sigmoid(tf.mul(newCell, two)), two), one);
      const newHidden = tf.mul<tf.Tensor2D>(gates.output, cellTanh);
      const running = runningRows(lengths, step, hiddenSize);
      const state =
        running === undefined
          ? { hidden: newHidden, cell: newCell, output: newHidden }
          : {
              hidden: tf.where<tf.Tensor2D>(running, newHidden, hidden),
              cell: tf.where<tf.Tensor2D>(running, newCell, cell),
              output: tf.where<tf.Tensor2D>(running, newHidden, tf.zerosLike(newHidden)),
            };
      return { ...state, activations: keepActivations ? ([gates, candidate, cellTanh] as const) : undefined };
    });
    ({ hidden, cell } = made);
    outputs[step] = made.output;
    if (made.activations !== undefined) {
      const [gates, candidate, cellTanh] = made.activations;
      const values = GATES.map((gate) => (gate === "candidate" ? candidate : gates[gate]));
      [...values, cellTanh, previous.cell, previous.hidden].forEach((value, index) => {
        kept[index][step] = value;
      });
    }
  }
  // A final state that is also a step's value must be a tensor of its own.
  const output = toBatchMajor(tf.concat(outputs, 0), time);
  const activations = keepActivations ? kept.map((values) => tf.concat(values, 0)) : [];
  return [output, tf.clone(hidden), tf.clone(cell), ...activations];
}

/** A function of the step and the hidden state before it that gives σ of every gate (σ(2z) for the candidate). */
function gatesOf(inputs: LstmSequenceInputs): (step: number, hidden: tf.Tensor2D) => GateValues {
  if (inputs.input.shape[1] === 1) return gatesOfOneStep(inputs);
  return inputs.input.dtype === "int32" ? gatesOfIds(inputs) : gatesOfVectors(inputs);
}

/** For a single step (decoding), where taking the weights apart would cost more than the step itself. */
function gatesOfOneStep({ input, kernel, recurrentKernel, bias }: LstmSequenceInputs) {
  const batch = input.shape[0];
  const fromInput =
    input.dtype === "int32"
      ? gatherRows(kernel, tf.reshape(input, [batch]) as tf.Tensor1D)
      : tf.matMul(tf.reshape(input, [batch, -1]) as tf.Tensor2D, kernel);
  return (_step: number, hidden: tf.Tensor2D): GateValues => {
    const fromHidden = tf.fused.matMul({ a: hidden, b: recurrentKernel, bias });
    const sums = scaledGates(tf.add<tf.Tensor2D>(fromInput, fromHidden));
    return eachGate((gate) => tf.sigmoid(sums[gate]));
  };
}

/** σ of every gate for input vectors [B,T,I]: [x, h] · [K; R] + b. */
function gatesOfVectors({ input, kernel, recurrentKernel, bias }: LstmSequenceInputs) {
  const time = input.shape[1] as number;
  const rows = toTimeMajor(input as tf.Tensor3D);
  const weights = scaledGates(tf.concat([kernel, recurrentKernel], 0));
  const biases = scaledGates(bias);
  return (step: number, hidden: tf.Tensor2D): GateValues => {
    const joined = tf.concat([rowBlock(rows, step, time), hidden], 1);
    return eachGate((gate) => sigmoidOfProduct(joined, weights[gate], biases[gate]));
  };
}

/** σ of every gate for token ids [B,T]: row `id` of K instead of a product with a one-hot row. */
function gatesOfIds({ input, kernel, recurrentKernel, bias }: LstmSequenceInputs) {
  const [batch, time] = input.shape as [number, number];
  const ids = tf.reshape(tf.transpose(input as tf.Tensor2D), [time * batch, 1]) as tf.Tensor2D;
  const kernels = scaledGates(kernel);
  const weights = scaledGates(recurrentKernel);
  const biases = scaledGates(bias);
  return (step: number, hidden: tf.Tensor2D): GateValues => {
    const stepIds = tf.reshape(rowBlock(ids, step, time), [batch]) as tf.Tensor1D;
    return eachGate((gate) => {
      const recurrent = tf.fused.matMul({ a: hidden, b: weights[gate], bias: biases[gate] });
      return tf.sigmoid(tf.add<tf.Tensor2D>(gatherRows(kernels[gate], stepIds), recurrent));
    });
  };
}

function sigmoidOfProduct(a: tf.Tensor2D, b: tf.Tensor2D, bias: tf.Tensor1D): tf.Tensor2D {
  return tf.fused.matMul({ a, b, bias, activation: "sigmoid" }) as tf.Tensor2D;
}

/** The gates' blocks, the candidate's doubled. */
function scaledGates<Joined extends tf.Tensor1D | tf.Tensor2D>(joined: Joined): Record<Gate, Joined> {
  const gates = splitGates(joined);
  return { ...gates, candidate: tf.mul<Joined>(gates.candidate, 2) };
}

function eachGate(make: (gate: Gate) => tf.Tensor2D): GateValues {
  return Object.fromEntries(GATES.map((gate) => [gate, make(gate)])) as GateValues;
}
