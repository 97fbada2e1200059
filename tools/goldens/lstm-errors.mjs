/**
 * How far the LSTM of `lstmSequence` is from a file of golden vectors, on the active backend.
 *
 * @param {{ tf: typeof import("@tensorflow/tfjs-core"), lstmSequence: Function }} libraries what to check.
 * @param {import("@engram/test-utils").GoldenLstm} golden as tools/goldens/lstm.py writes it.
 * @returns {Promise<Record<string, number>>} an error for the output, the final states and each gradient:
 *   the largest absolute difference / the largest magnitude of the expected array (at least 1).
 */
export async function lstmErrors({ tf, lstmSequence }, golden) {
  const tensor = ({ shape, data }) => tf.tensor(data, shape, "float32");
  const names = ["kernel", "recurrentKernel", "bias"];
  const xs = [
    golden.input,
    golden.h0,
    golden.c0,
    ...golden.weights.flatMap((weights) => names.map((name) => weights[name])),
  ].map(tensor);
  const expectedGrads = {
    input: golden.grads.input,
    h0: golden.grads.h0,
    c0: golden.grads.c0,
    ...Object.fromEntries(
      golden.grads.weights.flatMap((weights, index) =>
        names.map((name) => [
          `${golden.weights[index].direction}.${golden.weights[index].layer}.${name}`,
          weights[name],
        ]),
      ),
    ),
  };
  const forward = ([input, h0, c0, ...weights]) =>
    stack({ tf, lstmSequence }, golden, input, h0, c0, weights);

  const values = tf.tidy(() => forward(xs));
  const lossGrads = { output: golden.outputGrad, hN: golden.hNGrad, cN: golden.cNGrad };
  const grads = tf.tidy(() =>
    tf.grads((...inputs) => {
      const made = forward(inputs);
      return tf.addN(
        Object.entries(lossGrads).map(([name, grad]) => tf.sum(tf.mul(made[name], tensor(grad)))),
      );
    })(xs),
  );
  const errors = {};
  for (const name of ["output", "hN", "cN"])
    errors[name] = error(await values[name].data(), golden[name].data);
  for (const [index, [name, expected]] of Object.entries(expectedGrads).entries()) {
    errors[`gradient of ${name}`] = error(await grads[index].data(), expected.data);
  }
  tf.dispose([xs, values, grads]);
  return errors;
}

/** The layers and directions of the file, one over the other. */
function stack({ tf, lstmSequence }, golden, input, h0, c0, weights) {
  const perLayer = golden.bidirectional ? 2 : 1;
  const lengths = golden.lengths === null ? undefined : Int32Array.from(golden.lengths);
  const states = [];
  let layerInput = input;
  for (let layer = 0; layer < golden.layers; layer++) {
    const halves = [];
    for (let direction = 0; direction < perLayer; direction++) {
      const index = layer * perLayer + direction;
      const [kernel, recurrentKernel, bias] = weights.slice(3 * index, 3 * index + 3);
      const row = (array) => tf.squeeze(tf.slice(array, [index, 0, 0], [1, -1, -1]), [0]);
      const state = { hidden: row(h0), cell: row(c0) };
      const made = lstmSequence(layerInput, { kernel, recurrentKernel, bias }, state, {
        lengths,
        reverse: direction === 1,
      });
      halves.push(made.output);
      states.push(made.state);
    }
    layerInput = halves.length === 1 ? halves[0] : tf.concat(halves, 2);
  }
  return {
    output: layerInput,
    hN: tf.stack(states.map(({ hidden }) => hidden)),
    cN: tf.stack(states.map(({ cell }) => cell)),
  };
}

function error(actual, expected) {
  let difference = 0;
  let magnitude = 1;
  if (actual.length !== expected.length) return Number.NaN;
  for (let index = 0; index < expected.length; index++) {
    const distance = Math.abs(actual[index] - expected[index]);
    if (!(distance <= difference)) difference = distance;
    magnitude = Math.max(magnitude, Math.abs(expected[index]));
  }
  return difference / magnitude;
}
