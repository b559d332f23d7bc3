/** What the page knows after each message of the live stream. */
import type { LiveMessage } from "../src/protocol";

/** As many requests as the page shows. */
export const MAX_SHOWN = 200;
export type ShownRequest = LiveMessage["requests"][number];

export interface Live extends Pick<LiveMessage, "counts" | "faults" | "clock"> {
  /** Newest first. */
  requests: ShownRequest[];
  /** Requests that came too fast to be shown. */
  leftOut: number;
  /** When the message came, by the browser's clock: the sandbox's goes on from there. */
  receivedMs: number;
}

/** The state after a message. @param isFirst true for the first message of a connection, which repeats what may be known */
export function applied(before: Live | null, message: LiveMessage, nowMs: number, isFirst: boolean): Live {
  const { requests, leftOut, isCleared, counts, faults, clock } = message;
  const earlier = isFirst || isCleared ? null : before;
  const changed = new Map(requests.map((request) => [request.id, request]));
  const kept = (earlier?.requests ?? []).filter(({ id }) => !changed.has(id));
  const all = [...changed.values(), ...kept].sort((a, b) => b.id - a.id).slice(0, MAX_SHOWN);
  return { requests: all, leftOut: leftOut + (earlier?.leftOut ?? 0), counts, faults, clock, receivedMs: nowMs };
}
