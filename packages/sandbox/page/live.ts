/** What happens in the sandbox, as it happens. */
import { useEffect, useState } from "preact/hooks";
import { messagesOf } from "../../playground/page/messages";
import type { LiveMessage } from "../src/protocol";
import { applied, type Live } from "./applied";
import type { Client } from "./client";

const RECONNECT_MS = 1500;

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
