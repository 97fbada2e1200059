import { signal } from "@preact/signals";

export const ROOMS = ["write", "remember", "assist", "judge", "speed"] as const;
export type Room = (typeof ROOMS)[number];

function roomOfAddress(): Room {
  const name = location.hash.slice(1);
  return ROOMS.find((room) => room === name) ?? "write";
}

/** The room that the address names: `#judge`. */
export const room = signal<Room>(roomOfAddress());

addEventListener("hashchange", () => {
  room.value = roomOfAddress();
});
