import "./judge.css";
import { useEffect } from "preact/hooks";
import { BiasProbe } from "./bias-probe.tsx";
import { DecidingWords } from "./deciding-words.tsx";
import { judge, judged } from "./judge-state.ts";
import { TextEntry } from "./text-entry.tsx";
import { Verdict } from "./verdict.tsx";

/** What a text is, why the model thinks so, and whether it would think otherwise of somebody else. */
export function JudgeRoom() {
  useEffect(() => {
    if (judged.value === undefined) void judge();
  }, []);
  return (
    <div class="sheets judge">
      <TextEntry />
      <Verdict />
      <DecidingWords />
      <BiasProbe />
    </div>
  );
}
