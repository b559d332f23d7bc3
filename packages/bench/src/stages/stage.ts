import type { Measurement } from "../child";
import type { Entrant, Topic } from "../topics/topic";

/** What the runs of some topics need, such as a server. */
export interface Stage {
  measure(topic: Topic, entrant: Entrant): Promise<Measurement>;
  close(): Promise<void>;
}
