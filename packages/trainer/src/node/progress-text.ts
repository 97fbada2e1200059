import type { EvaluationReport, RunReport, StepReport } from "../observer.ts";

/** Share of the old mean that stays at each step: about the last twenty steps count. */
const MEMORY = 0.95;

/** What a run in progress says of itself; loss and speed are means over about the last twenty steps. */
export class ProgressText {
  private weight = 0;
  private loss = 0;
  private tokensPerSecond = 0;
  private validation = "";
  private readonly unit: string;

  /** @param unit of what a step counts. */
  constructor(unit: string) {
    this.unit = unit;
  }

  start({ step, parameterCount, batchesPerEpoch }: RunReport): string {
    const size = `${count(parameterCount)} parameters, ${count(batchesPerEpoch)} batches an epoch`;
    return step === 0 ? size : `going on after step ${count(step)}: ${size}`;
  }

  /** `step 1,200 · epoch 3 · loss 1.6123 (validation 1.7012) · 45,210 tokens/s · 1:23 left` */
  step(report: StepReport): string {
    this.weight = MEMORY * this.weight + 1;
    this.loss += (report.loss - this.loss) / this.weight;
    this.tokensPerSecond += (report.tokensPerSecond - this.tokensPerSecond) / this.weight;
    return [
      `step ${count(report.step)}`,
      `epoch ${report.epoch + 1}`,
      `loss ${this.loss.toFixed(4)}${this.validation}`,
      `${count(this.tokensPerSecond)} ${this.unit}/s`,
      timeLeft(report),
    ].join(" · ");
  }

  evaluate({ step, metrics, best }: EvaluationReport): string {
    this.validation = ` (validation ${metrics.loss.toFixed(4)})`;
    const others = Object.entries(metrics)
      .filter(([name]) => name !== "loss")
      .map(([name, value]) => `, ${name} ${value.toFixed(4)}`);
    return `step ${count(step)} · validation loss ${metrics.loss.toFixed(4)}${others.join("")}${best ? " · best" : ""}`;
  }
}

/** `1:23 left`, at the pace of the run so far; hours come before the minutes. */
export function timeLeft({
  progress,
  elapsedSeconds,
}: Pick<StepReport, "progress" | "elapsedSeconds">): string {
  if (progress <= 0) return "-:-- left";
  const seconds = Math.round((elapsedSeconds * (1 - progress)) / progress);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const padded = (value: number) => String(value).padStart(2, "0");
  const start = hours > 0 ? `${count(hours)}:${padded(minutes)}` : String(minutes);
  return `${start}:${padded(seconds % 60)} left`;
}

function count(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}
