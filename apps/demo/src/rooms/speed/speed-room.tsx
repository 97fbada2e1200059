import { messages } from "./messages.ts";

export function SpeedRoom() {
  const text = messages();
  return <h2>{text.title}</h2>;
}
