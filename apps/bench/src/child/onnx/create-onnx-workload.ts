import { drawToken } from "@engram/generation";
import { Random } from "@engram/random";
import type { DecodingJob } from "../../jobs/job.ts";
import { nats } from "../nats.ts";
import type { Workload, WorkloadContext } from "../workload.ts";
import { decodingGraph } from "./decoding-graph.ts";
import { onnxFile } from "./onnx-file.ts";
import { loadOnnxRuntime, type OnnxRuntimeTensor } from "./onnx-runtime.ts";

type State = Record<string, OnnxRuntimeTensor>;

/** Tokens by ONNX Runtime: one run of its LSTM operators each. */
export async function createOnnxWorkload({ job, data, settings }: WorkloadContext): Promise<Workload> {
  if (job.kind !== "decoding") throw new RangeError(`createOnnxWorkload: expected decoding, got ${job.kind}`);
  const { runtime, version } = loadOnnxRuntime(settings.package ?? "onnxruntime-node");
  const session = await runtime.InferenceSession.create(onnxFile(decodingGraph(job, data)), {
    intraOpNumThreads: settings.threads ?? 1,
  });
  const read = async (id: number, state: State): Promise<[logits: Float32Array, state: State]> => {
    const token = new runtime.Tensor("int64", BigInt64Array.of(BigInt(id)), [1]);
    const { logits, ...after } = await session.run({ ...state, token });
    return [logits.data as Float32Array, stateOf(job, after)];
  };
  const zero = () => {
    const tensor = () =>
      new runtime.Tensor("float32", new Float32Array(job.hiddenSize), [1, 1, job.hiddenSize]);
    const layers = Array.from({ length: job.layers }, (_, layer) => layer);
    return Object.fromEntries(
      layers.flatMap((layer) => [
        [`hidden.${layer}`, tensor()],
        [`cell.${layer}`, tensor()],
      ]),
    );
  };
  const random = new Random(0);
  let state: State = zero();
  let token = 0;
  return {
    version,
    check: () => forcedNats(data.tokens.data, zero(), read),
    async run(steps) {
      for (let step = 0; step < steps; step++) {
        const [logits, after] = await read(token, state);
        token = drawToken(logits, random);
        state = after;
      }
    },
    close() {},
  };
}

/** The outputs under the names of the inputs that they become. */
function stateOf({ layers }: DecodingJob, outputs: Record<string, OnnxRuntimeTensor>): State {
  const state: State = {};
  for (let layer = 0; layer < layers; layer++) {
    state[`hidden.${layer}`] = outputs[`nextHidden.${layer}`];
    state[`cell.${layer}`] = outputs[`nextCell.${layer}`];
  }
  return state;
}

async function forcedNats(
  tokens: ArrayLike<number>,
  zero: State,
  read: (id: number, state: State) => Promise<[Float32Array, State]>,
): Promise<number[]> {
  const values: number[] = [];
  let state = zero;
  for (let index = 0; index + 1 < tokens.length; index++) {
    const [logits, after] = await read(tokens[index], state);
    values.push(nats(logits, tokens[index + 1]));
    state = after;
  }
  return values;
}
