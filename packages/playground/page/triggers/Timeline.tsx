/** What happened during a simulation, in its order; each line opens to what was sent or passed on. */
import { useState } from "preact/hooks";
import type { SimulationEvent } from "../../src/protocol";
import { ExchangeItem } from "../components/ExchangeList";
import { entryOf, type TimelineEntry, withoutRepeats } from "./entries";
import { Payload } from "./Payload";
import { clockText } from "./time";

interface LineProps {
  at: string | undefined;
  /** When the timeline begins. */
  since: string | undefined;
  entry: TimelineEntry;
}

function Line({ at, since, entry: { title, badges } }: LineProps) {
  return (
    <>
      <time dateTime={at} title={at}>
        {at === undefined ? "" : clockText(at, since)}
      </time>
      <span class="title">{title}</span>
      <span class="badges">
        {badges.map(({ text, tone }) => (
          <span key={text} class={`badge ${tone}`}>
            {text}
          </span>
        ))}
      </span>
    </>
  );
}

function Opened({ at, since, entry }: LineProps) {
  // What is closed costs nothing.
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary class="row">
        <Line at={at} since={since} entry={entry} />
      </summary>
      {isOpen && (
        <div class="parts">
          {entry.parts.map(({ label, value }) => (
            <Payload key={label} label={label} value={value} />
          ))}
        </div>
      )}
    </details>
  );
}

function Entry({ event, since }: { event: SimulationEvent; since: string | undefined }) {
  if (event.type === "exchange") return <ExchangeItem exchange={event.exchange} />;
  const entry = entryOf(event);
  if (entry === undefined) return null;
  const at = "at" in event ? event.at : undefined;
  if (entry.parts.length > 0) return <Opened at={at} since={since} entry={entry} />;
  return (
    <div class="row">
      <Line at={at} since={since} entry={entry} />
    </div>
  );
}

export function Timeline({ events }: { events: readonly SimulationEvent[] }) {
  const [showsRequests, setShows] = useState(false);
  const kept = withoutRepeats(events);
  const since = kept.flatMap((event) => ("at" in event ? [event.at] : []))[0];
  const requests = kept.filter(({ type }) => type === "exchange").length;
  return (
    <section aria-label="Timeline">
      <div class="heading">
        <h3>Timeline</h3>
        {requests > 0 && (
          <label class="check small">
            <input type="checkbox" checked={showsRequests} onChange={() => setShows(!showsRequests)} />
            Show {requests} {requests === 1 ? "request" : "requests"} to Mixpanel
          </label>
        )}
      </div>
      <ol class="timeline">
        {kept.map((event, index) =>
          event.type === "ended" || (event.type === "exchange" && !showsRequests) ? null : (
            <li key={index} class={event.type === "exchange" ? "exchanges" : event.type}>
              <Entry event={event} since={since} />
            </li>
          ),
        )}
      </ol>
    </section>
  );
}
