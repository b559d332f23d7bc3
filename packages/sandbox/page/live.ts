/** What happens in the sandbox, as it happens. */
import { useEffect, useState } from "preact/hooks";
import { messagesOf } from "../../playground/page/messages";
import type { LiveMessage } from "../src/protocol";
import type { Client } from "./client";

/** As many requests as the page shows. */
export const MAX_SHOWN = 200;
const RECONNECT_MS = 1500;

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

/** Listens to the sandbox, and connects again when the connection ends. */
export function useLive(client: Client): { live: Live | null; isConnected: boolean } {
  const [live, setLive] = useState<Live | null>(null);
  const [isConnected, setConnected] = useState(false);
  useEffect(() => {
    const ended = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const listen = async () => {
      const { body } = await client.response("/live", "GET", undefined, ended.signal);
      if (body === null) return;
      let isFirst = true;
      for await (const message of messagesOf<LiveMessage>(body)) {
        const first = isFirst;
        isFirst = false;
        setConnected(true);
        setLive((before) => applied(before, message, Date.now(), first));
      }
    };
    const listenAgain = () => {
      listen()
        .catch(() => undefined)
        .then(() => {
          if (ended.signal.aborted) return;
          setConnected(false);
          timer = setTimeout(listenAgain, RECONNECT_MS);
        });
    };
    listenAgain();
    return () => {
      ended.abort();
      clearTimeout(timer);
    };
  }, [client]);
  return { live, isConnected };
}
