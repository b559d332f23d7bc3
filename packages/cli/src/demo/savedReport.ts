/** A saved Insights report on the strikes, as a user would create it in Mixpanel: by month, broken down by species. */

import type { ProjectSnapshot } from "mixpanel-sandbox";
import { z } from "zod";
import type { Session } from "./session";
import { STRIKE } from "./strikes";

const BOOKMARK_ID = 9101;
const OVERALL = "$overall";

const insights = z.object({ series: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.number()))) });

/**
 * Describes the report as the seed of a project in the sandbox.
 *
 * @param firstDay the report starts with the month of this day
 * @param now the report ends with the month of this time
 */
export function savedReport(firstDay: string, now: Date): ProjectSnapshot["slices"] {
  const first = new Date(firstDay);
  const years = now.getUTCFullYear() - first.getUTCFullYear();
  const definition = {
    bookmark_id: BOOKMARK_ID,
    name: "Wildlife strikes by species",
    events: [STRIKE],
    unit: "month",
    units: years * 12 + now.getUTCMonth() - first.getUTCMonth() + 1,
    type: "general",
    property: "species",
  };
  return { bookmarks: { definitions: [definition] } };
}

/** Reads the report. @returns strikes by species over all months, and the total as Mixpanel counts it */
export async function queryReport(session: Session): Promise<{ bySpecies: Map<string, number>; total: number }> {
  const inputs = { bookmark_id: String(BOOKMARK_ID) };
  const { series } = insights.parse(await session.call("queryInsightsSavedReports", inputs));
  const totals = Object.entries(series[STRIKE] ?? {}).map(
    ([label, months]) => [label, Object.values(months).reduce((sum, count) => sum + count, 0)] as const,
  );
  const bySpecies = new Map(totals);
  const total = bySpecies.get(OVERALL) ?? 0;
  bySpecies.delete(OVERALL);
  return { bySpecies, total };
}
