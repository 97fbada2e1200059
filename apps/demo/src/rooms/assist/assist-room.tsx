import { messages } from "./messages.ts";

export function AssistRoom() {
  const text = messages();
  return <h2>{text.title}</h2>;
}
