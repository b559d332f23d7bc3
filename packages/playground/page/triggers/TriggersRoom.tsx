import type { State } from "../../src/protocol";

export interface TriggersRoomProps {
  state: State;
  /** The key of the open trigger; empty if none is. */
  selected: string;
}

export function TriggersRoom({ selected }: TriggersRoomProps) {
  return <section aria-label="Triggers" data-key={selected} />;
}
