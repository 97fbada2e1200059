import { main } from "./main.ts";

// `engram-classify predict … | head` closes the pipe early: that is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});
// That nobody reads the log any more must not stop a server or a training.
process.stderr.on("error", () => {});
process.exitCode = await main(process.argv.slice(2));
