import { textIds } from "../ingest/idText";
import { parseAnyDepth } from "../records/exactNumbers";
import { isRecord, type JsonObject } from "../records/json";

/** A call of Mixpanel about an alert, with what is added to or changed in it. All other fields are as Mixpanel sent them. */
export interface AlertCall extends JsonObject {
  event_type: typeof ALERT_TRIGGERED;
  /** Whether somebody sent a test from the alert's form. Mixpanel marks it by `[TEST]` before the name, which is removed. */
  is_test: boolean;
  /** IDs as text, and `fired_at` as an ISO date and time in UTC. */
  alert: JsonObject;
  /** `current_number` is the current value as a number, or null if it is none: Mixpanel writes it as text such as `20,000`. */
  condition: JsonObject & { current_number: number | null };
}

/** Which alerts are meant. An empty choice means all. */
export interface AlertChoice {
  ids?: readonly string[] | undefined;
  names?: readonly string[] | undefined;
}

const ALERT_TRIGGERED = "custom_alert_triggered";
const TEST_MARK = /^\s*\[TEST\]\s*/;
const IDS = ["id", "project_id", "workspace_id"];
/** A number as people in the United States write it. */
const WRITTEN_NUMBER = /^-?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?$/;
const TIME_ZONE = /(Z|[+-]\d{2}:?\d{2})$/i;

function parsed(text: string): unknown {
  try {
    return parseAnyDepth(text);
  } catch {
    return undefined;
  }
}

function numberIn(value: unknown): number | null {
  const text = typeof value === "string" ? value : "";
  const number = WRITTEN_NUMBER.test(text)
    ? Number(text.replaceAll(",", ""))
    : typeof value === "number"
      ? value
      : null;
  // An integer that a JavaScript number would round is no number to calculate with.
  return Number.isInteger(number) && !Number.isSafeInteger(number) ? null : number;
}

/** A date and time as ISO 8601 in UTC; any other value unchanged. */
function instantIn(value: unknown): unknown {
  if (typeof value !== "string") return value;
  const ms = Date.parse(TIME_ZONE.test(value) ? value : `${value}Z`);
  return Number.isNaN(ms) ? value : new Date(ms).toISOString();
}

const recordIn = (value: unknown): JsonObject => (isRecord(value) ? value : {});

/**
 * Reads a call of a project webhook. Numbers with more than 15 digits become text with all their digits.
 *
 * @param text the body as it was sent
 * @returns undefined if it is not about an alert
 * @see https://docs.mixpanel.com/docs/features/alerts#webhook-alerts
 */
export function readAlert(text: string): AlertCall | undefined {
  const body = parsed(text);
  if (!isRecord(body) || body.event_type !== ALERT_TRIGGERED) return undefined;
  const alert = recordIn(body.alert);
  const condition = recordIn(body.condition);
  const { name, fired_at } = alert;
  const is_test = typeof name === "string" && TEST_MARK.test(name);
  const changed = {
    ...(typeof name === "string" ? { name: name.replace(TEST_MARK, "") } : {}),
    ...("fired_at" in alert ? { fired_at: instantIn(fired_at) } : {}),
  };
  return {
    ...body,
    event_type: ALERT_TRIGGERED,
    is_test,
    alert: { ...alert, ...textIds(alert, IDS), ...changed },
    condition: { ...condition, current_number: numberIn(condition.current_value) },
  };
}

/** Whether an alert is one of those chosen, by its ID or by its name. */
export function isChosen({ alert }: AlertCall, { ids = [], names = [] }: AlertChoice): boolean {
  if (ids.length === 0 && names.length === 0) return true;
  const { id, name: own } = alert;
  const isNamed = typeof own === "string" && names.some((name) => name.trim() === own.trim());
  return isNamed || (typeof id === "string" && ids.includes(id));
}
