/** Reads what an export writes: events, user profiles or group profiles, in batches. */
import {
  type BadLines,
  DAY_EXAMPLES,
  dayIn,
  exportRangeBatches,
  isDay,
  type MixpanelClient,
  profilePages,
  type RangeBatch,
  resolveDay,
} from "mixpanel-connector/client";
import { UsageError } from "../usage";
import type { WHAT } from "./what";

/** What to export. */
export interface Selection {
  what: (typeof WHAT)[number];
  from?: string;
  to?: string;
  event: string[];
  where?: string;
  groupKey?: string;
  removeDuplicates: boolean;
  badLines?: BadLines;
}

/** Records, and the same as lines of NDJSON. */
export interface Batch {
  records: RangeBatch["events"];
  lines: Buffer;
}

export interface Source {
  batches: AsyncIterable<Batch>;
  /** What is exported, for people. */
  noun: string;
  /** The days of events. */
  days?: { from_date: string; to_date: string };
}

function dayOf(option: string, text: string, today: string): string {
  if (!isDay(text)) throw new UsageError(`${option} ${text} must be ${DAY_EXAMPLES}.`);
  return resolveDay(text, today);
}

/** @throws UsageError for options that do not go together */
export function checkSelection(
  selection: Selection,
  now = Date.now(),
): { from_date: string; to_date: string } | undefined {
  const { what, from, to, event, groupKey } = selection;
  if ((what === "groups") !== (groupKey !== undefined))
    throw new UsageError(
      "--what groups and --group-key <id> go together: the ID is in Mixpanel under Project Settings > Group Keys.",
    );
  if (what !== "events") {
    if (from !== undefined || to !== undefined || event.length > 0 || selection.removeDuplicates)
      throw new UsageError(`--from, --to, --event and --remove-duplicates are for events, not for --what ${what}.`);
    return undefined;
  }
  const today = dayIn("UTC", now);
  const days = {
    from_date: dayOf("--from", from ?? "30 days ago", today),
    to_date: dayOf("--to", to ?? "yesterday", today),
  };
  if (days.from_date > days.to_date)
    throw new UsageError(
      `--to ${to ?? "yesterday"} (${days.to_date}) is before --from ${from ?? "30 days ago"} (${days.from_date}).`,
    );
  return days;
}

async function* eventBatches(
  client: MixpanelClient,
  { event, where, removeDuplicates: dedupe, badLines }: Selection,
  days: { from_date: string; to_date: string },
): AsyncGenerator<Batch> {
  const parameters = { ...days, where, event: event.length === 0 ? undefined : event };
  for await (const { events: records, lines } of exportRangeBatches(client, parameters, { dedupe, badLines }))
    yield { records, lines };
}

async function* profileBatches(client: MixpanelClient, { where, groupKey }: Selection): AsyncGenerator<Batch> {
  const parameters = { where, data_group_id: groupKey };
  for await (const { results: records } of profilePages(client, parameters, { maxProfiles: Number.POSITIVE_INFINITY }))
    yield { records, lines: Buffer.from(records.map((record) => `${JSON.stringify(record)}\n`).join("")) };
}

/** Begins to read. */
export function sourceOf(client: MixpanelClient, selection: Selection, days: Source["days"]): Source {
  if (days === undefined)
    return {
      batches: profileBatches(client, selection),
      noun: selection.what === "groups" ? "group profile" : "user profile",
    };
  return { batches: eventBatches(client, selection, days), noun: "event", days };
}
