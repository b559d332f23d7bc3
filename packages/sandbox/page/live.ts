/** What happens in the sandbox, as it happens. */
import { useEffect, useState } from "preact/hooks";
import { messagesOf } from "../../playground/page/messages";
import type { LiveMessage } from "../src/protocol";
import { applied, type Live } from "./applied";
import type { Client } from "./client";

const RECONNECT_MS = 1500;
const ENDED = "The connection to the sandbox ended. This page connects again by itself.";

/** Listens to the sandbox, and connects again when the connection ends. @returns also why there is none, in words */
export function useLive(client: Client): { live: Live | null; problem: string } {
  const [live, setLive] = useState<Live | null>(null);
  const [problem, setProblem] = useState("");
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
        setProblem("");
        setLive((before) => applied(before, message, Date.now(), first));
      }
    };
    const listenAgain = () => {
      listen()
        .then(
          () => ENDED,
          // The browser's own words for a connection that broke off.
          (error: Error) => (error instanceof TypeError ? ENDED : error.message),
        )
        .then((why) => {
          if (ended.signal.aborted) return;
          setProblem(why);
          timer = setTimeout(listenAgain, RECONNECT_MS);
        });
    };
    listenAgain();
    return () => {
      ended.abort();
      clearTimeout(timer);
    };
  }, [client]);
  return { live, problem };
}
