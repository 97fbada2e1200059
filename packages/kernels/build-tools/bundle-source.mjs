import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * Bundles a TypeScript file of this package, with all that it imports, for Node or for a page.
 *
 * @param {string} source path below the package's folder.
 * @param {import("esbuild").BuildOptions} [options]
 * @returns {Promise<string>} the bundle's path, below the package's folder: from there the addon is found.
 */
export async function bundleSource(source, options = {}) {
  const outfile = join(root, "build", "scripts", `${basename(source, ".ts")}.mjs`);
  await build({
    entryPoints: [join(root, source)],
    bundle: true,
    platform: "node",
    format: "esm",
    conditions: ["@engram/source"],
    logLevel: "error",
    outfile,
    ...options,
  });
  return options.outfile ?? outfile;
}

/** The exports of a TypeScript file, for a script that Node runs as it is. @param {string} source */
export async function importSource(source) {
  return import(pathToFileURL(await bundleSource(source)).href);
}
