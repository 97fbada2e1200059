import { join } from "node:path";
import { packageFolder } from "../package-folder.ts";
import { engramProvider } from "./engram-provider.ts";
import { findOnnxRuntime, findTfjsNode } from "./find-packages.ts";
import { findPythonPeers, pythonInterpreters } from "./find-python.ts";
import { type Family, PEERS, type Provider } from "./implementation.ts";
import { layersProvider, onnxRuntimeProvider, tfjsNodeProvider } from "./javascript-providers.ts";
import { pythonProvider } from "./python-provider.ts";

export interface ProviderOptions {
  /** The builds of the kernels that this machine runs. */
  readonly builds: readonly string[];
  /** Whether our models run on TensorFlow.js' own backends, too. */
  readonly onBackends: boolean;
  /** The peers to run beside our builds; all without. */
  readonly peers?: readonly Family[] | undefined;
  /** Interpreters of Python as in PATH; else that of `pnpm bench:peers`. */
  readonly python?: string | undefined;
  /** The script that runs a job in a process of Node's. */
  readonly childScript?: string | undefined;
  readonly cores: number;
  readonly report: (line: string) => void;
}

/** Our builds, then the peers, and what runs each. */
export async function findProviders({
  builds,
  onBackends,
  peers = PEERS,
  python,
  childScript = join(packageFolder, "dist", "child.js"),
  cores,
  report,
}: ProviderOptions): Promise<Provider[]> {
  const interpreters = pythonInterpreters(python);
  const pythonPeers = await findPythonPeers(interpreters, report);
  const tfjsNode = findTfjsNode();
  const javaScript = { cores, child: [process.execPath, childScript] };
  return [
    engramProvider({ builds, onBackends, tfjsNode, ...javaScript }),
    layersProvider(javaScript),
    tfjsNodeProvider(javaScript, tfjsNode),
    onnxRuntimeProvider(javaScript, findOnnxRuntime()),
    pythonProvider("pytorch", pythonPeers.get("pytorch"), cores),
    pythonProvider("keras", pythonPeers.get("keras"), cores),
    pythonProvider("jax", pythonPeers.get("jax"), cores),
  ].filter(({ family }) => family === "engram" || peers.includes(family));
}
