import type { BiasReport } from "./bias-report.ts";

/** The report as a Markdown table; with `after`, before and after a reduction side by side. */
export declare function biasTable(before: BiasReport, after?: BiasReport): string;
