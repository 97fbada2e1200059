const MARKER = "engram.nonFinite";

/** The run came upon a number that is not finite; the parameters are those of the step before. */
export class NonFiniteError extends Error {
  readonly marker = MARKER;
  /** The update that was not done, from 1. */
  readonly step: number;

  constructor(message: string, step: number) {
    super(message);
    this.name = "NonFiniteError";
    this.step = step;
  }
}

/** Whether `error` is a {@link NonFiniteError}, of this copy of the package or of another. */
export function isNonFiniteError(error: unknown): error is NonFiniteError {
  return error instanceof Error && "marker" in error && error.marker === MARKER;
}
