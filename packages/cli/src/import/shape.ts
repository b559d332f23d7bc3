/** Tells from the beginning of a text whether it has records in Mixpanel's own form, or rows. */

/** What a file is imported as. */
export const TARGETS = ["events", "users", "groups", "table"] as const;
export type TargetName = (typeof TARGETS)[number];

/** An event has at most 1 MB: so much surely holds the first record. */
const MAX_HEAD_BYTES = 1 << 20;
/** Lines that are looked at: the first ones may be broken. */
const MAX_LINES = 10;
const MARK = /^\ufeff/;

type JsonObject = Record<string, unknown>;
const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The first JSON object of a text, from its opening brace to the brace that closes it; undefined if it is not whole. */
function objectIn(text: string): string | undefined {
  const start = text.indexOf("{");
  let depth = 0;
  let quoted = false;
  for (let at = start; at >= 0 && at < text.length; at++) {
    const character = text[at];
    if (character === '"') quoted = !quoted;
    else if (quoted) at += character === "\\" ? 1 : 0;
    else if (character === "{") depth++;
    else if (character === "}" && --depth === 0) return text.slice(start, at + 1);
  }
  return undefined;
}

function parsed(json: string | undefined): JsonObject | undefined {
  try {
    const value: unknown = json === undefined ? undefined : JSON.parse(json);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const textOf = (head: Buffer) => head.toString("utf8").replace(MARK, "").trimStart();

/** Whether so much of a text is enough to tell what it is. */
export function isTelling(head: Buffer): boolean {
  if (head.length >= MAX_HEAD_BYTES) return true;
  const text = textOf(head);
  return /^[[{]/.test(text) ? objectIn(text) !== undefined : text.includes("\n");
}

/** The first object of JSON, NDJSON or a JSON list; undefined for CSV. */
function firstObject(head: Buffer): JsonObject | undefined {
  let text = textOf(head);
  if (!/^[[{]/.test(text)) return undefined;
  for (let line = 0; line < MAX_LINES && text !== ""; line++) {
    const found = parsed(objectIn(text));
    if (found !== undefined) return found;
    const newline = text.indexOf("\n");
    text = newline < 0 ? "" : text.slice(newline + 1);
  }
  return undefined;
}

const hasOperation = (record: JsonObject) =>
  ["$set", "$set_once", "$add", "$append", "$remove", "$union", "$unset", "$delete"].some((name) => name in record);

const IS_OWN: Readonly<Record<TargetName, (record: JsonObject) => boolean>> = {
  events: ({ event, properties }) => typeof event === "string" && isObject(properties),
  users: (record) => "$distinct_id" in record && hasOperation(record),
  groups: (record) => "$group_id" in record && hasOperation(record),
  table: () => false,
};

/** What kind of records in Mixpanel's own form a text has; undefined for rows. */
export function ownFormOf(head: Buffer): TargetName | undefined {
  const first = firstObject(head);
  return first === undefined ? undefined : TARGETS.find((target) => IS_OWN[target](first));
}
