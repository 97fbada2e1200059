import { optionTable } from "./option-table.ts";
import type { Run } from "./run-folder.ts";
import { defaultOptions, type TrainingOptions } from "./training-options.ts";

/** The command that makes a run again: its files, and the options that are not the defaults for their size. */
export function trainCommand({ corpus, options }: Run): string {
  const defaults = defaultOptions(corpus.characters);
  const names = Object.keys(optionTable) as (keyof TrainingOptions)[];
  const flags = names
    .filter((name) => options[name] !== defaults[name])
    .map((name) => {
      const [flag] = optionTable[name].flags.split(" ");
      return options[name] === true ? flag : `${flag} ${options[name]}`;
    });
  return ["engram-lm train", ...corpus.files.map(({ name }) => shellWord(name)), "--out DIR", ...flags].join(
    " ",
  );
}

function shellWord(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
