import "./speed.css";
import { SPEED_JOB_NAMES } from "../../worker/speed/speed-job.ts";
import { messages } from "./messages.ts";
import { RaceForm } from "./race-form.tsx";
import { ResultSheet } from "./result-sheet.tsx";
import { job, results } from "./speed-run.ts";

/** How fast training is in this browser, beside tf.layers. */
export function SpeedRoom() {
  const text = messages();
  const { value: measured } = results;
  // The one that was asked for last comes first.
  const names = [job.value, ...SPEED_JOB_NAMES.filter((name) => name !== job.value)];
  const sheets = names.flatMap((name) => measured[name] ?? []);
  return (
    <div class="sheets">
      <RaceForm />
      {sheets.length === 0 && <p class="quiet wide">{text.none}</p>}
      {sheets.map((result) => (
        <ResultSheet key={result.job.name} result={result} />
      ))}
    </div>
  );
}
