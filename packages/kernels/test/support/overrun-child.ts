// Reads one number more than a block has, which a build with AddressSanitizer must notice.
import { createKernels } from "../../src/node/index.ts";

const kernels = await createKernels({ threads: 1 });
const [input, output] = [kernels.heap.allocate(4 * 17), kernels.heap.allocate(4 * 18)];
kernels.run("unary", { kind: 0, input, output, count: 18 });
console.log(`${kernels.build}: not noticed`);
