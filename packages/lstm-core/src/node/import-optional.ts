/** A package that only some programs need. @throws an Error that says how to get it. */
export async function importOptional<Module>(name: string, load: () => Promise<Module>): Promise<Module> {
  try {
    return await load();
  } catch (error) {
    throw new Error(`expected the package ${name}, which does not load; install it: npm install ${name}`, {
      cause: error,
    });
  }
}
