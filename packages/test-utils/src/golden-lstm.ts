import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Row-major numbers with their shape. */
export interface GoldenArray {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

/** Forward and backward vectors of torch.nn.LSTM in float64, as tools/goldens/lstm.py writes them. */
export interface GoldenLstm {
  readonly batch: number;
  readonly time: number;
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly layers: number;
  readonly bidirectional: boolean;
  readonly lengths: readonly number[] | null;
  readonly weights: readonly {
    readonly layer: number;
    readonly direction: "forward" | "backward";
    readonly kernel: GoldenArray;
    readonly recurrentKernel: GoldenArray;
    readonly bias: GoldenArray;
  }[];
  readonly input: GoldenArray;
  /** [L*D, B, H], index layer * D + direction. */
  readonly h0: GoldenArray;
  readonly c0: GoldenArray;
  readonly hN: GoldenArray;
  readonly cN: GoldenArray;
  readonly output: GoldenArray;
  readonly outputGrad: GoldenArray;
  readonly hNGrad: GoldenArray;
  readonly cNGrad: GoldenArray;
  readonly grads: {
    readonly input: GoldenArray;
    readonly h0: GoldenArray;
    readonly c0: GoldenArray;
    readonly weights: readonly {
      readonly kernel: GoldenArray;
      readonly recurrentKernel: GoldenArray;
      readonly bias: GoldenArray;
    }[];
  };
}

/** The paths of every lstm-*.json of a folder, sorted. */
export function goldenLstmFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => /^lstm-.*\.json$/.test(name))
    .sort()
    .map((name) => join(folder, name));
}

export function readGoldenLstm(path: string): GoldenLstm {
  return JSON.parse(readFileSync(path, "utf8"));
}
