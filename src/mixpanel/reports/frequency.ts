import { isRecord, type JsonObject } from "../records/json";
import { byDate, leavesOf, numberOf, placeIn, shareOf } from "./nesting";
import type { ReportRow } from "./rows";

export interface FrequencyReport extends JsonObject {
  data: JsonObject;
}

const isList = (value: unknown): value is unknown[] => Array.isArray(value);

/** Mixpanel's prose has the dates on top, its description below `data`: what comes is brought to the latter. */
export function frequencyReport(response: JsonObject): FrequencyReport {
  const { data } = response;
  return isRecord(data) ? { ...response, data } : { data: response };
}

/**
 * One row for each date and number of hours or days. Counts are cumulative: a user who was active in three is in the rows 1, 2 and 3.
 *
 * @see https://developer.mixpanel.com/reference/retention-frequency-query
 */
export function frequencyRows({ data }: JsonObject): ReportRow[] {
  return byDate(
    leavesOf(data, isList).flatMap(({ path, value: counts }) =>
      counts.map((count, at) => ({
        ...placeIn(path, "outermost"),
        at_least: at + 1,
        value: numberOf(count),
        rate: shareOf(numberOf(count), numberOf(counts[0])),
      })),
    ),
  );
}
