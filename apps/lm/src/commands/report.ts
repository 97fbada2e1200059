import type { Command } from "commander";
import { runPaths } from "../run-folder.ts";
import { writeReport } from "../write-report.ts";

/** `engram-lm report`: the curves of a run as one HTML file. */
export function addReportCommand(program: Command): void {
  program
    .command("report")
    .description("write the curves of a run as one self-contained HTML file")
    .argument("<directory>", "folder of the run")
    .option("-o, --output <file>", "where to write it; default report.html in the folder")
    .addHelpText("after", "\nExample:\n  $ engram-lm report runs/moby-dick")
    .action(async (directory: string, { output = runPaths(directory).report }: { output?: string }) => {
      await writeReport(directory, output);
      console.log(output);
    });
}
