/** Which room is open, and what in it: `#/actions/importEvents`. Inputs never stand in the address. */

export const ROOMS = ["actions", "triggers", "sandbox"] as const;
export type Room = (typeof ROOMS)[number];

export interface Route {
  room: Room;
  /** The key of the action or trigger; empty if none is chosen. */
  key: string;
}

export function routeOf(hash: string): Route {
  const [name, key = ""] = hash.replace(/^#\/?/, "").split("/");
  return { room: ROOMS.find((room) => room === name) ?? "actions", key: key.replace(/\W/g, "") };
}

export const hashOf = ({ room, key }: Route): string => `#/${room}${key === "" ? "" : `/${key}`}`;
