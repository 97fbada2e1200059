import type { TrainerObserver } from "./observer.ts";

type Report<Event extends keyof TrainerObserver> = Parameters<NonNullable<TrainerObserver[Event]>>[0];

/** Tells the observers one after the other. */
export async function notify<Event extends keyof TrainerObserver>(
  observers: readonly TrainerObserver[],
  event: Event,
  report: Report<Event>,
): Promise<void> {
  for (const observer of observers) {
    const listener = observer[event] as ((report: Report<Event>) => void | Promise<void>) | undefined;
    await listener?.call(observer, report);
  }
}

/** Tells every observer of the error that ends the run; one that fails itself must not hide that error. */
export async function notifyError(observers: readonly TrainerObserver[], error: unknown): Promise<void> {
  await Promise.allSettled(observers.map(async (observer) => observer.onError?.(error)));
}
