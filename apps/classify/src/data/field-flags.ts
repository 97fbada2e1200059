import type { Command } from "commander";

/** Adds the flags that say where texts and labels are: `Fields`. */
export function addFieldFlags(command: Command): Command {
  return command
    .option("--text-field <name>", "column or field with the text", "text")
    .option("--label-field <name>", "column or field with the label", "label");
}
