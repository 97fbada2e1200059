import { createRequire } from "node:module";

const here = createRequire(import.meta.url);

/** Where a package that may not be there lies: the path of its entry file. Throws where it is not installed. */
export function findPackage(name: string): string {
  return resolved(here, name);
}

/**
 * Loads a package that must share our copy of TensorFlow.js: with a second copy, every kernel is registered twice,
 * with a line in the log for each.
 *
 * @param entry of the package, from {@link findPackage}.
 * @param core the package through which it gets TensorFlow.js.
 */
export function loadPackage(entry: string, core: string): unknown {
  const theirs = resolved(createRequire(entry), core);
  if (theirs !== here.resolve(core)) {
    throw new Error(`it brings its own copy of ${core}, ${theirs}: both must be of one version`);
  }
  return here(entry);
}

function resolved(require: NodeJS.Require, name: string): string {
  try {
    return require.resolve(name);
  } catch {
    throw new Error(`${name} is not installed`);
  }
}
