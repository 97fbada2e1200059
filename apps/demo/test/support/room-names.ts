/** The rooms as the address names them. */
export const ROOM_NAMES = ["write", "remember", "assist", "judge", "speed"] as const;
