/** The steps of the demonstration: each calls an action of the component and reads what it returns. */
import { z } from "zod";
import { exported, type StoredEvent, type StoredProfile, withoutCopies } from "./compare";
import type { Session } from "./session";
import { type OperatorProfile, STRIKE, type StrikeEvent } from "./strikes";

/** Mixpanel accepts up to 2000 events in one request. */
const EVENTS_PER_CALL = 2000;

const connectionReport = z.object({
  ok: z.boolean(),
  problems: z.array(z.string()),
  residency: z.string(),
  project_id: z.string().nullable(),
});

const ingested = z.object({
  sent: z.number(),
  imported: z.number(),
  failed: z.number(),
  failed_records: z.array(z.object({ index: z.number(), field: z.string().optional(), message: z.string() })),
});

const profilePage = z.object({
  page_size: z.number(),
  session_id: z.string(),
  results: z.array(
    z.object({ $distinct_id: z.union([z.string(), z.number()]), $properties: z.record(z.string(), z.unknown()) }),
  ),
});

/** How many records Mixpanel accepted and rejected. */
export interface Sent {
  sent: number;
  accepted: number;
  refused: number;
  /** Why Mixpanel rejected the first three of them, each with its position. */
  reasons: string[];
}

/** @throws Error with what Test Connection found wrong */
export async function testConnection(session: Session): Promise<z.infer<typeof connectionReport>> {
  const report = connectionReport.parse(await session.call("testConnection"));
  if (!report.ok) throw new Error(report.problems.join(" "));
  return report;
}

/** Sends events in parts. @param onProgress called after each part with the number of events sent so far */
export async function importEvents(
  session: Session,
  events: readonly StrikeEvent[],
  onProgress: (sent: number) => void,
): Promise<Sent> {
  const total: Sent = { sent: 0, accepted: 0, refused: 0, reasons: [] };
  for (let from = 0; from < events.length; from += EVENTS_PER_CALL) {
    const part = events.slice(from, from + EVENTS_PER_CALL);
    addUp(total, await session.call("importEvents", { events: part, failOnRejected: "false" }), from);
    onProgress(Math.min(from + EVENTS_PER_CALL, events.length));
  }
  return total;
}

/** Creates profiles, all in one call. */
export async function createProfiles(session: Session, profiles: readonly OperatorProfile[]): Promise<Sent> {
  const total: Sent = { sent: 0, accepted: 0, refused: 0, reasons: [] };
  addUp(total, await session.call("createProfile", { properties: profiles, failOnRejected: "false" }), 0);
  return total;
}

function addUp(total: Sent, returned: unknown, offset: number): void {
  const { sent, imported, failed, failed_records } = ingested.parse(returned);
  total.sent += sent;
  total.accepted += imported;
  total.refused += failed;
  const reasons = failed_records.map(({ index, message }) => `record ${offset + index}: ${message}`);
  total.reasons.push(...reasons.slice(0, 3 - total.reasons.length));
}

/** Downloads the strikes from firstDay to lastDay, both included, without duplicates. @throws Error if there are more than one call returns */
export async function downloadStrikes(session: Session, firstDay: string, lastDay: string): Promise<StoredEvent[]> {
  // With a limit, Download Data reads the whole range in one request. 10,000 events need no more.
  const inputs = { from_date: firstDay, to_date: lastDay, event: STRIKE, limit: "100000" };
  const { events, truncated } = exported.parse(await session.call("downloadData", inputs));
  if (truncated) throw new Error(`The project holds more "${STRIKE}" events than one call of Download Data returns.`);
  return withoutCopies(events);
}

/** Reads profiles by their distinct IDs, page by page. IDs without a profile are left out. */
export async function queryProfiles(
  session: Session,
  distinctIds: readonly string[],
): Promise<{ profiles: StoredProfile[]; pages: number }> {
  const profiles: StoredProfile[] = [];
  let sessionId = "";
  for (let page = 0; ; page += 1) {
    const inputs = { distinct_ids: distinctIds, session_id: sessionId, page: String(page) };
    const answer = profilePage.parse(await session.call("queryProfiles", inputs));
    profiles.push(...answer.results);
    sessionId = answer.session_id;
    if (answer.results.length < answer.page_size) return { profiles, pages: page + 1 };
  }
}
