/** Exit code of a process that Ctrl-C ended. */
const INTERRUPTED = 130;

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

export interface Interruption {
  /** For `Trainer.run`. */
  readonly signal: AbortSignal;
  /** Gives Ctrl-C back its usual meaning. */
  dispose(): void;
}

/**
 * Turns Ctrl-C (SIGINT) and SIGTERM into an AbortSignal; the second one ends the process at once, with code 130.
 *
 * The handlers keep no process alive; `dispose` removes them.
 */
export function interruptSignal(): Interruption {
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(INTERRUPTED);
    controller.abort();
  };
  for (const signal of SIGNALS) process.on(signal, interrupt);
  return {
    signal: controller.signal,
    dispose() {
      for (const signal of SIGNALS) process.off(signal, interrupt);
    },
  };
}
