import type { FieldName, TargetKind } from "./types";

/** The fields of each target, beside its properties. */
interface Fields {
  names: readonly FieldName[];
  /** Lists of which at least one field must have a source. */
  needed: readonly (readonly FieldName[])[];
  /** Other names by which a mapping may call them. */
  aliases: Readonly<Record<string, FieldName>>;
}

export const FIELDS: Readonly<Record<TargetKind, Fields>> = {
  events: {
    names: ["event", "time", "distinct_id", "$user_id", "$device_id", "$insert_id"],
    needed: [["event"], ["time"], ["distinct_id", "$user_id", "$device_id"]],
    aliases: { $distinct_id: "distinct_id", insert_id: "$insert_id", $time: "time" },
  },
  users: { names: ["$distinct_id"], needed: [["$distinct_id"]], aliases: { distinct_id: "$distinct_id" } },
  groups: {
    names: ["$group_key", "$group_id"],
    needed: [["$group_key"], ["$group_id"]],
    aliases: { group_key: "$group_key", group_id: "$group_id" },
  },
  table: { names: ["id"], needed: [["id"]], aliases: {} },
};

/** The field that a name stands for; undefined for a property. */
export function fieldOf(kind: TargetKind, name: string): FieldName | undefined {
  const { names, aliases } = FIELDS[kind];
  return names.find((field) => field === name) ?? (Object.hasOwn(aliases, name) ? aliases[name] : undefined);
}

/**
 * Names that Mixpanel reserves for what these columns hold, whatever their case and underscores.
 *
 * @see https://docs.mixpanel.com/docs/data-structure/property-reference/reserved-properties
 */
const USER_NAMES: Readonly<Record<string, string>> = {
  email: "$email",
  name: "$name",
  firstname: "$first_name",
  lastname: "$last_name",
  phone: "$phone",
  avatar: "$avatar",
  created: "$created",
  createdat: "$created",
  city: "$city",
  region: "$region",
  countrycode: "$country_code",
  timezone: "$timezone",
  unsubscribed: "$unsubscribed",
};

const RESERVED: Readonly<Record<TargetKind, Readonly<Record<string, string>>>> = {
  events: { city: "$city", region: "$region", countrycode: "mp_country_code" },
  users: USER_NAMES,
  groups: { name: "$name" },
  table: {},
};

/** The reserved name for a column; its own name if there is none. */
export function reservedName(kind: TargetKind, column: string): string {
  const plain = column.replaceAll("_", "").toLowerCase();
  const names = RESERVED[kind];
  return (Object.hasOwn(names, plain) ? names[plain] : undefined) ?? column;
}

const TARGET_NAMES: readonly [TargetKind, string][] = [
  ["events", "event"],
  ["users", "user profile"],
  ["groups", "group profile"],
];

/** The fields of events and profiles, and the properties that Mixpanel reserves, each with what it belongs to. */
export function targetFields(): { name: string; kind: string }[] {
  return TARGET_NAMES.flatMap(([target, kind]) =>
    [...FIELDS[target].names, ...new Set(Object.values(RESERVED[target]))].map((name) => ({ name, kind })),
  );
}
