const TYPES = { offset: "u32", size: "u32", int: "i32", float: "f32" };

/**
 * The C side of abi.json: one struct of arguments for each operation, and the list of operations in order.
 *
 * @param {string} json of { operation: { argument: "offset" | "size" | "int" | "float" } }.
 */
export function abiHeader(json) {
  const abi = JSON.parse(json);
  const operations = Object.entries(abi);
  const structs = operations.map(([operation, fields]) => {
    const lines = Object.entries(fields).map(([name, type]) => {
      if (!(type in TYPES)) throw new Error(`abi.json: ${operation}.${name}: unknown type ${type}`);
      return `  ${TYPES[type]} ${snakeCase(name)};`;
    });
    return `typedef struct {\n${lines.join("\n")}\n} ${snakeCase(operation)}_arguments;\n`;
  });
  const list = operations.map(([operation]) => `X(${snakeCase(operation)})`).join(" ");
  return `// Made by build.mjs from abi.json.
#pragma once
${structs.join("")}#define OPERATIONS(X) ${list}
#define ABI_FINGERPRINT ${fingerprint(JSON.stringify(abi))}u
`;
}

/** FNV-1a, as in src/abi.ts: code that was compiled for another ABI is known by it. @param {string} text */
function fingerprint(text) {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193) >>> 0;
  return hash;
}

/** @param {string} name */
function snakeCase(name) {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
