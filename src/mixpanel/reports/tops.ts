import { isRecord, type JsonObject } from "../records/json";
import { numberOf } from "./nesting";
import type { ReportRow } from "./rows";

/** Rows of today's top events, in Mixpanel's order. See https://developer.mixpanel.com/reference/query-top-events. */
export const topEventRows = ({ events }: JsonObject): ReportRow[] =>
  (Array.isArray(events) ? events : [])
    .filter(isRecord)
    .map(({ event, amount }) => ({ event: String(event), value: numberOf(amount) }));

/** Rows of an event's properties, most frequent first. See https://developer.mixpanel.com/reference/query-events-top-properties. */
export const topPropertyRows = (properties: JsonObject, event: string): ReportRow[] =>
  Object.entries(properties)
    .map(([property, count]) => ({ event, property, value: numberOf(isRecord(count) ? count.count : undefined) }))
    .sort((a, b) => (b.value ?? 0) - (a.value ?? 0));
