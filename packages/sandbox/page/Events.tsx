/** The events of a project, newest first, page by page. */
import { useState } from "preact/hooks";
import type { EventsPage } from "../src/protocol";
import { type Client, useLoaded } from "./client";
import { Expandable, Notice, Pretty, Time } from "./parts";
import { counted } from "./words";

/** Where a tab's data comes from. */
export interface SourceProps {
  client: Client;
  projectId: number;
  /** Changes with the data. */
  version: number;
  address: string | undefined;
}

export function Events({ client, projectId, version }: SourceProps) {
  const [event, setEvent] = useState("");
  const [distinctId, setDistinctId] = useState("");
  const [older, setOlder] = useState<{ of: string; events: EventsPage["events"]; next: string | null }>();
  const [failed, setFailed] = useState<string>();
  const filter = { ...(event && { event }), ...(distinctId && { distinct_id: distinctId }) };
  const path = `/events?${new URLSearchParams({ project: String(projectId), ...filter })}`;
  // Once older events are shown, the list stands still: it would move while it is read.
  const isStill = older?.of === path;
  const { value: first, error } = useLoaded<EventsPage>(client, path, isStill ? "still" : version);
  const events = isStill ? older.events : (first?.events ?? []);
  const next = isStill ? older.next : (first?.next ?? null);
  const showOlder = async () => {
    try {
      const page = await client.get<EventsPage>(`${path}&before=${next}`);
      setOlder({ of: path, events: [...events, ...page.events], next: page.next });
    } catch (cause) {
      setFailed(cause instanceof Error ? cause.message : String(cause));
    }
  };
  return (
    <>
      <div class="filters">
        <Exact label="Event" value={event} onChange={setEvent} />
        <Exact label="Distinct ID" value={distinctId} onChange={setDistinctId} />
        {isStill && (
          <button type="button" onClick={() => setOlder(undefined)}>
            Back to the newest
          </button>
        )}
      </div>
      <Notice error={error ?? failed} />
      {first && events.length === 0 && (
        <p class="empty">
          {first.total === 0
            ? `Project ${projectId} has no events. Send some to /import or /track with its token, or load the sample data into project 1.`
            : "No event has exactly this name and distinct ID."}
        </p>
      )}
      <ul class="entries" aria-label="Events, newest first">
        {events.map((stored) => (
          <Expandable
            key={`${stored.time} ${stored.event} ${stored.distinct_id} ${stored.insert_id}`}
            line={
              <span class="stored">
                <Time at={stored.time} isWithDay />
                <strong>{stored.event}</strong>
                <span class="mono muted">{stored.distinct_id}</span>
              </span>
            }
          >
            {() => (
              <>
                <p class="small">
                  <button type="button" class="link" onClick={() => setEvent(stored.event)}>
                    Only this event
                  </button>{" "}
                  <button type="button" class="link" onClick={() => setDistinctId(stored.distinct_id)}>
                    Only this user
                  </button>
                </p>
                <Pretty label="Properties" value={stored.properties} />
              </>
            )}
          </Expandable>
        ))}
      </ul>
      {next !== null && (
        <button type="button" class="older" onClick={showOlder}>
          Show older events
        </button>
      )}
      {first && first.total > 0 && (
        <p class="small muted">
          {counted(events.length, "event")} shown; the project has {counted(first.total, "event")}.
        </p>
      )}
    </>
  );
}

function Exact({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  return (
    <label>
      <span class="hidden">{label}</span>
      <input
        type="search"
        placeholder={`${label}, exactly`}
        value={value}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
    </label>
  );
}
