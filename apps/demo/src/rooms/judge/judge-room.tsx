import { messages } from "./messages.ts";

export function JudgeRoom() {
  const text = messages();
  return <h2>{text.title}</h2>;
}
