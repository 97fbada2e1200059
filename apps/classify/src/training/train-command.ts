import { basename } from "node:path";
import { DEFAULT_RECIPE, type Recipe } from "@engram/classification";
import { recipeFlags } from "./recipe-flags.ts";
import type { Run } from "./run-file.ts";

/** The command that makes a run again, for its model card: folders and private paths are left out of file names. */
export function trainCommand({ files, options }: Run): string {
  const { task, data, test, fields, recipe, testShare, validationShare, duplicates, precision } = options;
  const given = Object.entries(recipeFlags)
    .map(([field, [flag]]) => [
      flag.split(" ")[0],
      recipe[field as keyof Recipe],
      DEFAULT_RECIPE[field as keyof Recipe],
    ])
    .filter(([, value, usual]) => String(value) !== String(usual))
    .map(([flag, value]) => `${flag} ${value}`);
  return [
    "engram-classify train",
    ...files.map(shellName),
    data === undefined
      ? `--text-field ${fields.textField} --label-field ${fields.labelField}`
      : `--data ${data}`,
    ...(test.length > 0 ? [`--test ${test.map(shellName).join(" ")}`] : []),
    `--task ${task} --validation-share ${validationShare} --test-share ${testShare}`,
    `--duplicates ${duplicates} --precision ${precision}`,
    ...(options.counterfactuals.length > 0 ? [`--counterfactuals ${options.counterfactuals}`] : []),
    ...(options.balance === undefined ? [] : [`--balance ${options.balance}`]),
    `--maximum-tokens ${recipe.preparation.maximumTokens}`,
    ...given,
    "--out DIR",
  ].join(" ");
}

function shellName(path: string): string {
  const name = basename(path);
  return /^[\w.-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`;
}
