/**
 * The speed of the LSTM's forward and backward at the shapes of the project's jobs, for each build and number of
 * threads. What counts as an operation is a multiplication or an addition of the products alone.
 *
 *   pnpm --filter @engram/kernels build && node bench/lstm-shapes.mjs [builds=all] [threads=1,2]
 */
import { bestTime, onEveryBuild, rate } from "./every-build.mjs";

const JOBS = [
  { batch: 128, time: 40, inputSize: 60, hiddenSize: 128, ids: true },
  { batch: 128, time: 40, inputSize: 60, hiddenSize: 256, ids: true },
  { batch: 128, time: 40, inputSize: 60, hiddenSize: 512, ids: true },
  { batch: 128, time: 40, inputSize: 60, hiddenSize: 1024, ids: true },
  { batch: 50, time: 50, inputSize: 65, hiddenSize: 128, ids: true },
  { batch: 50, time: 50, inputSize: 128, hiddenSize: 128 },
  { batch: 20, time: 20, inputSize: 200, hiddenSize: 200 },
  { batch: 32, time: 400, inputSize: 100, hiddenSize: 64, hasLengths: true },
  { batch: 32, time: 400, inputSize: 100, hiddenSize: 64, hasLengths: true, reverse: true },
];
const MILLISECONDS = 500;

await onEveryBuild((kernels) => {
  for (const job of JOBS) console.log(describe(kernels, job));
});

function describe(kernels, job) {
  const { batch, time, inputSize, hiddenSize, ids = false, hasLengths = false, reverse = false } = job;
  const { heap } = kernels;
  const blocks = [];
  const room = (length) => {
    blocks.push(heap.allocate(4 * length));
    return blocks.at(-1);
  };
  const numbers = (length, scale) => {
    const offset = room(length);
    heap.float32(offset, length).forEach((_, index, all) => {
      all[index] = scale * Math.sin(index);
    });
    return offset;
  };
  const integers = (length, at) => {
    const offset = room(length);
    heap.int32(offset, length).set(Array.from({ length }, (_, index) => at(index)));
    return offset;
  };
  // 20 to 400 steps, as even as can be.
  const lengthOf = (row) => 20 + Math.floor((row * (time - 20)) / (batch - 1));
  const sizes = { batch, time, inputSize, hiddenSize, reverse: reverse ? 1 : 0 };
  const cells = batch * time * hiddenSize;
  const inputs = {
    ...(ids
      ? { tokenIds: integers(batch * time, (index) => (index * 7919) % inputSize) }
      : { input: numbers(batch * time * inputSize, 1) }),
    ...(hasLengths ? { lengths: integers(batch, lengthOf) } : {}),
    kernel: numbers(inputSize * 4 * hiddenSize, 0.1),
    recurrentKernel: numbers(4 * hiddenSize ** 2, 0.1),
  };
  const made = { output: room(cells), gates: room(4 * cells), cells: room(cells) };
  const state = { finalHidden: room(batch * hiddenSize), finalCell: room(batch * hiddenSize) };
  const bias = numbers(4 * hiddenSize, 0.1);
  const forward = bestTime(
    () => kernels.run("lstmForward", { ...sizes, ...inputs, ...made, ...state, bias }),
    MILLISECONDS,
  );
  const grads = {
    outputGrad: numbers(cells, 0.01),
    ...(ids ? {} : { inputGrad: room(batch * time * inputSize) }),
    kernelGrad: room(inputSize * 4 * hiddenSize),
    recurrentKernelGrad: room(4 * hiddenSize ** 2),
    biasGrad: room(4 * hiddenSize),
  };
  const backward = bestTime(
    () => kernels.run("lstmBackward", { ...sizes, ...inputs, ...made, ...grads }),
    MILLISECONDS,
  );
  for (const offset of blocks) heap.release(offset);
  const steps = hasLengths
    ? Array.from({ length: batch }, (_, row) => lengthOf(row)).reduce((sum, length) => sum + length)
    : batch * time;
  const operations = 8 * steps * hiddenSize * (hiddenSize + (ids ? 0 : inputSize));
  const name = `B ${batch} T ${time} ${ids ? "V" : "I"} ${inputSize} H ${hiddenSize}`;
  const text = (time, work) => `${time.toFixed(2).padStart(8)} ms ${rate(work, time)}`;
  return (
    `  ${(name + (hasLengths ? " lengths" : "") + (reverse ? " reversed" : "")).padEnd(44)}` +
    `forward ${text(forward, operations)}   backward ${text(backward, 2 * operations)}`
  );
}
