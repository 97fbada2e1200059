import type { Kernels, OperationName } from "../../src/index.ts";
import { CASES, Draw } from "./cases/index.ts";
import { digest } from "./run-operation.ts";

/** A digest of each operation's results in some drawn cases: equal where all bits are. */
export function digestCases(kernels: Kernels): Record<string, string> {
  return Object.fromEntries(
    (Object.keys(CASES) as OperationName[]).map((operation) => {
      const digests = [1, 2, 3, 4].map((seed) =>
        digest(CASES[operation](new Draw(seed, { largest: 0.5, areLarge: seed === 4 })).run(kernels)),
      );
      return [operation, digests.join(" ")];
    }),
  );
}
