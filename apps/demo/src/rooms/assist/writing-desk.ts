import type { Remote } from "comlink";
import { studio } from "../../studio/studio.ts";
import type { WritingDesk } from "../../worker/writing/writing-desk.ts";

let desk: Promise<Remote<WritingDesk>> | undefined;

/** The worker's writing desk, opened once. */
export function writingDesk(): Promise<Remote<WritingDesk>> {
  desk ??= open();
  return desk;
}

async function open(): Promise<Remote<WritingDesk>> {
  return (await (await studio).writingDesk()) as unknown as Remote<WritingDesk>;
}
