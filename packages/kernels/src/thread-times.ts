/** How long threads wait for each other. */
export interface ThreadTimes {
  /** A worker that is not ready by then is not waited for. */
  readonly startMilliseconds: number;
  /** A command whose threads do not finish a part for so long has failed. */
  readonly giveUpMilliseconds: number;
  /** An idle worker stays awake for so long: between the commands of a training step it need not be woken. */
  readonly spinMicroseconds: number;
}

export const THREAD_TIMES: ThreadTimes = {
  startMilliseconds: 10_000,
  giveUpMilliseconds: 60_000,
  spinMicroseconds: 500,
};
