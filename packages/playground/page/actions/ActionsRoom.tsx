import type { State } from "../../src/protocol";

export interface ActionsRoomProps {
  state: State;
  /** The key of the open action; empty if none is. */
  selected: string;
}

export function ActionsRoom({ selected }: ActionsRoomProps) {
  return <section aria-label="Actions" data-key={selected} />;
}
