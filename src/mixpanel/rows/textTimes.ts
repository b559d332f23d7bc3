import type { MixpanelEvent } from "../ingest/completeEvent";
import { RefusedRecord } from "../ingest/engine/options";
import { Invalid } from "./invalid";
import { readTime, readZone } from "./times";

const IMPOSSIBLE = "time_impossible";

/**
 * Makes the function that replaces a time that is text, a Date or BigQuery's `{value}` by milliseconds since 1970, because Mixpanel takes
 * numbers only. An event whose time is a number is returned itself. Text that is no time stays, and Mixpanel rejects it; a day that does not
 * exist, such as February 30, is rejected here, so that nobody takes it for another day.
 *
 * @param zone of times that state none: an IANA name such as Europe/Berlin, or an offset such as +02:00
 * @throws InputError if there is no such zone
 */
export function textTimes(zone = "UTC"): (event: MixpanelEvent) => MixpanelEvent | RefusedRecord {
  const toUtc = readZone(zone);
  return (event) => {
    const { time } = event.properties;
    if (typeof time === "number" || time === undefined || time === null || time === "") return event;
    const ms = readTime(time, toUtc);
    if (typeof ms === "number") return { ...event, properties: { ...event.properties, time: ms } };
    return ms instanceof Invalid && ms.rule === IMPOSSIBLE ? new RefusedRecord(ms.refuse("properties.time")) : event;
  };
}
