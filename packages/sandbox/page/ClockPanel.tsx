/** The sandbox's time: limits, tasks and schedules go by it. */
import { useEffect, useState } from "preact/hooks";
import type { Live } from "./applied";
import type { Client } from "./client";
import { Notice } from "./parts";
import { duration } from "./words";

const HOUR_MS = 3_600_000;
/** A difference that is no more than the way of a message. */
const NEGLIGIBLE_MS = 5000;

export function ClockPanel({ client, live }: { client: Client; live: Live }) {
  const { nowMs, frozen } = live.clock;
  const [shownMs, setShownMs] = useState(nowMs);
  const [error, setError] = useState<string>();
  useEffect(() => {
    const show = () => setShownMs(frozen ? nowMs : nowMs + Date.now() - live.receivedMs);
    show();
    const timer = setInterval(show, 1000);
    return () => clearInterval(timer);
  }, [nowMs, frozen, live.receivedMs]);
  const move = (body: unknown) => {
    setError(undefined);
    client.send("POST", "/clock", body).catch((cause: Error) => setError(cause.message));
  };
  const aheadMs = nowMs - live.receivedMs;
  const shown = new Date(shownMs).toISOString();
  return (
    <section class="card" aria-labelledby="sandbox-clock">
      <h3 id="sandbox-clock">Clock</h3>
      <p class="clock">
        <time dateTime={shown}>
          {shown.slice(0, 10)} <strong>{shown.slice(11, 19)}</strong> UTC
        </time>
        <span class={`badge ${frozen ? "warn" : Math.abs(aheadMs) < NEGLIGIBLE_MS ? "ok" : "warn"}`}>
          {frozen
            ? "stopped"
            : Math.abs(aheadMs) < NEGLIGIBLE_MS
              ? "real time"
              : `${duration(Math.abs(aheadMs))} ${aheadMs > 0 ? "ahead" : "behind"}`}
        </span>
      </p>
      <div class="switches">
        <button type="button" onClick={() => move({ advanceMs: HOUR_MS })}>
          + 1 hour
        </button>
        <button type="button" onClick={() => move({ advanceMs: 24 * HOUR_MS })}>
          + 1 day
        </button>
        <button type="button" aria-pressed={frozen} onClick={() => move({ frozen: !frozen })}>
          {frozen ? "Let it run" : "Stop"}
        </button>
        <button type="button" onClick={() => move({ real: true })}>
          Real time
        </button>
      </div>
      <Notice error={error} />
    </section>
  );
}
