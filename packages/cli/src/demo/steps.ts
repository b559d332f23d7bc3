/** The steps of the demonstration: each calls an action of the component and reads what it returns. */
import { z } from "zod";
import { exported, type StoredEvent, type StoredProfile, withoutCopies } from "./compare";
import type { Session } from "./session";
import { type OperatorProfile, STRIKE, type StrikeEvent } from "./strikes";

/** A part is what Mixpanel takes in one request. */
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

/** What became of records. */
export interface Sent {
  sent: number;
  accepted: number;
  refused: number;
  /** Why the first of the refused ones were, with their position. */
  reasons: string[];
}

/** @throws Error with what Test Connection found wrong */
export async function testConnection(session: Session): Promise<z.infer<typeof connectionReport>> {
  const report = connectionReport.parse(await session.call("testConnection"));
  if (!report.ok) throw new Error(report.problems.join(" "));
  return report;
}

/** Sends events in parts. @param onProgress told after each part how many went out */
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

/** Downloads the strikes of a range of days, both included, without copies. @throws Error where there are more than one call returns */
export async function downloadStrikes(session: Session, firstDay: string, lastDay: string): Promise<StoredEvent[]> {
  // With a limit the range goes out as one export, which the 10,000 events need not be cut for.
  const inputs = { from_date: firstDay, to_date: lastDay, event: STRIKE, limit: "100000" };
  const { events, truncated } = exported.parse(await session.call("downloadData", inputs));
  if (truncated) throw new Error(`The project holds more "${STRIKE}" events than one call of Download Data returns.`);
  return withoutCopies(events);
}

/** Reads profiles by their distinct IDs, page by page, as far as they are there. */
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
