import { messages } from "./messages.ts";

export function RememberRoom() {
  const text = messages();
  return <h2>{text.title}</h2>;
}
