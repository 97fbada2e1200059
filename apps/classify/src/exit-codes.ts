/** What the process ends with, besides 0 for done. */
export const FAILED = 1;
export const WRONG_USAGE = 2;
/** Ctrl-C, as shells have it. */
export const INTERRUPTED = 130;
