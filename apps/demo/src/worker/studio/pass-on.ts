/** Twenty messages a second: a text that seems to flow, and a page with time for all else. */
const MILLISECONDS_BETWEEN_PIECES = 50;

/**
 * Passes the pieces of a text on, several together where they come fast, and returns what the generator returns.
 *
 * The writing goes on while a piece is under way, and the next is sent once that one has arrived: a slow receiver
 * gets longer pieces. Nothing is lost: what was gathered is passed on before an error of the generator is thrown.
 *
 * @throws what the generator or `onPiece` throws.
 */
export async function passOn<Result>(
  pieces: AsyncGenerator<string, Result, void>,
  onPiece: (piece: string) => unknown,
): Promise<Result> {
  let gathered = "";
  let last = Number.NEGATIVE_INFINITY;
  let isUnderWay = false;
  let arrival: Promise<void> = Promise.resolve();
  const send = async () => {
    const piece = gathered;
    gathered = "";
    last = performance.now();
    isUnderWay = true;
    await onPiece(piece);
    isUnderWay = false;
  };
  const sendNow = () => {
    arrival = send();
    // Its failure is thrown where it is awaited, at the end.
    arrival.catch(() => {});
  };
  try {
    for (;;) {
      const next = await pieces.next();
      if (next.done) return next.value;
      gathered += next.value;
      if (!isUnderWay && performance.now() - last >= MILLISECONDS_BETWEEN_PIECES) sendNow();
    }
  } finally {
    await arrival;
    if (gathered !== "") await send();
  }
}
