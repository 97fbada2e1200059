/** Puts the function's name and the file's before the message of an error. */
export async function namingFile<Result>(
  owner: string,
  path: string,
  run: () => Promise<Result>,
): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    throw new Error(`${owner}: ${path}: ${(error as Error).message}`, { cause: error });
  }
}
