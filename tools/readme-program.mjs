import ts from "typescript";

/**
 * The first program of a README (its first js or ts block with an import) as JavaScript, and the output printed
 * under it (the next text block), if there is one.
 *
 * @param {string} readme
 * @returns {{ program: string, output: string | undefined }}
 */
export function readmeProgram(readme) {
  const blocks = [...readme.matchAll(/^```([a-z]*)\n([\s\S]*?)^```/gm)].map(([, language, text]) => ({
    language,
    text,
  }));
  const index = blocks.findIndex(
    ({ language, text }) => /^(js|ts)$/.test(language) && /^import /m.test(text),
  );
  if (index < 0) throw new Error("readmeProgram: expected a js or ts block with an import, found none");
  const { module, target } = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
  const program = ts.transpileModule(blocks[index].text, { compilerOptions: { module, target } }).outputText;
  const next = blocks[index + 1];
  return { program, output: next?.language === "text" ? next.text : undefined };
}
