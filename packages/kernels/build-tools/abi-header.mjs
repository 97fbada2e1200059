const TYPES = { offset: "u32", size: "u32", int: "i32", float: "f32" };

/**
 * The C side of abi.json: one struct of arguments for each operation, and the list of operations in order.
 *
 * @param {string} json of { operation: { argument: "offset" | "size" | "int" | "float" } }.
 */
export function abiHeader(json) {
  const operations = Object.entries(JSON.parse(json));
  const structs = operations.map(([operation, fields]) => {
    const lines = Object.entries(fields).map(([name, type]) => {
      if (!(type in TYPES)) throw new Error(`abi.json: ${operation}.${name}: unknown type ${type}`);
      return `  ${TYPES[type]} ${snakeCase(name)};`;
    });
    return `typedef struct {\n${lines.join("\n")}\n} ${snakeCase(operation)}_arguments;\n`;
  });
  const list = operations.map(([operation]) => `X(${snakeCase(operation)})`).join(" ");
  return `// Made by build.mjs from abi.json.\n#pragma once\n${structs.join("")}#define OPERATIONS(X) ${list}\n`;
}

/** @param {string} name */
function snakeCase(name) {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
