// Registers the gradients of the standard ops.
import "@engram/backend";
import * as tf from "@tensorflow/tfjs-core";
import type { LayerVariable, layers } from "@tensorflow/tfjs-layers";
import { GATES } from "../gate-order.ts";
import type { LayerState } from "../lstm-state.ts";
import { type LstmWeights, lstmSequence } from "../ops/lstm-sequence.ts";
import { maskedLstm } from "./masked-lstm.ts";

type LayersLstm = ReturnType<typeof layers.lstm>;
type CallArguments = Parameters<LayersLstm["call"]>[1];

/** Those of `tf.layers.lstm`. */
export type EngramLstmArgs = Parameters<typeof layers.lstm>[0];

/** What the cell of tf.layers holds once the layer is built. */
interface BuiltCell {
  readonly units: number;
  readonly kernel: LayerVariable;
  readonly recurrentKernel: LayerVariable;
  readonly bias: LayerVariable | null;
  readonly dropout: number;
}

type LstmClass = tf.serialization.SerializableConstructor<LayersLstm> &
  (new (
    args: EngramLstmArgs,
  ) => LayersLstm);

/** tf.layers' own class, which it exports only by what makes it: weights, configuration and state are its. */
const LayersLstmClass = tf.serialization.SerializationMap.getMap().classNameMap
  .LSTM[0] as unknown as LstmClass;

/**
 * `tf.layers.lstm` on the fused LSTM of the active backend: the same arguments, weights and outputs.
 *
 * What differs: gates are the logistic sigmoid by default, as in Keras (tf.layers' hardSigmoid cannot be had);
 * a mask is read when the layer runs.
 *
 * @throws RangeError for activations other than tanh and sigmoid, and for recurrent dropout.
 */
export class EngramLstm extends LayersLstmClass {
  static override className = "EngramLSTM";

  constructor(args: EngramLstmArgs) {
    super({ ...args, recurrentActivation: args.recurrentActivation ?? "sigmoid" });
    const reason = reasonAgainst(args);
    if (reason !== undefined) throw new RangeError(`engramLstm: expected ${reason}`);
  }

  /**
   * @param inputs float32 [B,T,I].
   * @param kwargs `initialState` [hidden [B,H], cell [B,H]], `mask` [B,T], `training`; each may be left out.
   * @returns [B,H], or [B,T,H] with `returnSequences`; with `returnState` hidden and cell [B,H] follow.
   */
  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: CallArguments): tf.Tensor | tf.Tensor[] {
    return tf.tidy(() => {
      const input = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor3D;
      const { mask, initialState, training } = argumentsOf(kwargs);
      const cell = this.cell as unknown as BuiltCell;
      const before = stateOf(initialState ?? (this.stateful ? this.states : this.getInitialState(input)));
      const { output, state } = runCell(cell, dropped(input, cell.dropout, training), before, {
        mask,
        goBackwards: this.goBackwards,
        wantsOutput: this.returnSequences,
      });
      const after = [state.hidden, state.cell];
      if (this.stateful) this.resetStates(after, training);
      const result = output ?? state.hidden;
      return this.returnState ? [result, ...after] : result;
    });
  }
}

tf.serialization.registerClass(EngramLstm);

/** A layer like `tf.layers.lstm(args)`: see {@link EngramLstm}. */
export function engramLstm(args: EngramLstmArgs): EngramLstm {
  return new EngramLstm(args);
}

/** What an EngramLstm would need instead of these arguments; undefined where it can run with them. */
export function reasonAgainst(args: EngramLstmArgs): string | undefined {
  const { activation = "tanh", recurrentActivation = "sigmoid", recurrentDropout = 0 } = args;
  if (activation !== "tanh") return `activation tanh, got ${activation}`;
  if (recurrentActivation !== "sigmoid") return `recurrentActivation sigmoid, got ${recurrentActivation}`;
  return recurrentDropout > 0 ? `recurrentDropout 0, got ${recurrentDropout}` : undefined;
}

interface RunOptions {
  readonly mask: tf.Tensor | undefined;
  readonly goBackwards: boolean;
  readonly wantsOutput: boolean;
}

/** The output, where it is wanted, in the order in which the steps ran. */
function runCell(
  cell: BuiltCell,
  input: tf.Tensor3D,
  before: LayerState,
  { mask, goBackwards, wantsOutput }: RunOptions,
): { output: tf.Tensor3D | undefined; state: LayerState } {
  const weights = weightsOf(cell);
  if (mask === undefined) {
    const { output, state } = lstmSequence(input, weights, before, { reverse: goBackwards });
    if (!wantsOutput) return { output: undefined, state };
    return { output: goBackwards ? tf.reverse(output, 1) : output, state };
  }
  const inOrder = <Sequence extends tf.Tensor>(sequence: Sequence) =>
    goBackwards ? tf.reverse(sequence, 1) : sequence;
  const { output, state } = maskedLstm(inOrder(input), inOrder(mask as tf.Tensor2D), weights, before);
  return { output: wantsOutput ? output : undefined, state };
}

function weightsOf({ kernel, recurrentKernel, bias, units }: BuiltCell): LstmWeights {
  return {
    kernel: kernel.read() as tf.Tensor2D,
    recurrentKernel: recurrentKernel.read() as tf.Tensor2D,
    bias: (bias?.read() ?? tf.zeros([GATES.length * units])) as tf.Tensor1D,
  };
}

/** One mask for all steps of a row, as tf.layers has it. */
function dropped(input: tf.Tensor3D, rate: number, training: boolean): tf.Tensor3D {
  if (!training || rate === 0) return input;
  const [batch, , inputSize] = input.shape;
  return tf.mul(input, tf.dropout(tf.ones([batch, 1, inputSize]), rate));
}

function stateOf([hidden, cell]: readonly tf.Tensor[]): LayerState {
  return { hidden: hidden as tf.Tensor2D, cell: cell as tf.Tensor2D };
}

function argumentsOf(kwargs: CallArguments | null) {
  const { mask, initialState, training } = (kwargs ?? {}) as {
    mask?: tf.Tensor | tf.Tensor[] | null;
    initialState?: tf.Tensor[] | null;
    training?: boolean | null;
  };
  const only = Array.isArray(mask) ? mask[0] : mask;
  return { mask: only ?? undefined, initialState: initialState ?? undefined, training: training ?? false };
}
