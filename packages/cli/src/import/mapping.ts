/** Turns the mapping flags of the command line into a mapping of the client. */
import { readFileSync } from "node:fs";
import { type FieldName, type Mapping, readMapping } from "mixpanel-connector/client";
import { UsageError } from "../usage";
import type { TargetName } from "./shape";

export interface MappingFlags {
  event?: string;
  eventColumn?: string;
  timeColumn?: string;
  distinctIdColumn?: string;
  groupKey?: string;
  groupIdColumn?: string;
  idColumn?: string;
  map: string[];
  mapping?: string;
}

type Flag = Exclude<keyof MappingFlags, "map" | "mapping">;

/** The flags of each target, and the fields that they fill. */
const FLAGS: Readonly<Record<TargetName, Partial<Record<Flag, FieldName>>>> = {
  events: { event: "event", eventColumn: "event", timeColumn: "time", distinctIdColumn: "distinct_id" },
  users: { distinctIdColumn: "$distinct_id" },
  groups: { groupKey: "$group_key", groupIdColumn: "$group_id" },
  table: { idColumn: "id" },
};

const ALL: readonly Flag[] = [
  "event",
  "eventColumn",
  "timeColumn",
  "distinctIdColumn",
  "groupKey",
  "groupIdColumn",
  "idColumn",
];
/** Flags whose value is the same for all rows. */
const CONSTANTS: readonly Flag[] = ["event", "groupKey"];

const named = (flag: string) => `--${flag.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** The mapping flags that are given, as they are typed. */
export function givenFlags(flags: MappingFlags): string[] {
  const given = ALL.filter((flag) => flags[flag] !== undefined).map(named);
  return [...given, ...(flags.map.length > 0 ? ["--map"] : []), ...(flags.mapping === undefined ? [] : ["--mapping"])];
}

/** The flags that say where the fields of a target come from, for an error. */
export const fieldFlags = (target: TargetName): string =>
  ALL.filter((flag) => FLAGS[target][flag] !== undefined)
    .map(named)
    .join(", ");

function fromFile(given: string, target: TargetName): Mapping {
  if (!given.startsWith("@")) return readMapping(given, { target, input: "--mapping" });
  const file = given.slice(1);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(
      `--mapping ${given} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  return readMapping(text, { target, input: `--mapping ${given}` });
}

/** `column=property`: the last equals sign separates them, as columns have one more often than properties. */
function lineOf(text: string): { column: string; property: string } {
  const at = text.lastIndexOf("=");
  if (at <= 0 || at === text.length - 1)
    throw new UsageError(`--map ${text} is no pair. Write column=property, such as --map plan_name=Plan`);
  return { column: text.slice(0, at), property: text.slice(at + 1) };
}

/**
 * Reads the mapping flags; those for single fields override the mapping of a file.
 *
 * @throws UsageError for flags that do not fit together; InputError for a mapping that cannot be read
 */
export function mappingOf(flags: MappingFlags, target: TargetName): Mapping {
  if (flags.event !== undefined && flags.eventColumn !== undefined)
    throw new UsageError("--event and --event-column both name the event. Use one of them.");
  const fields: Partial<Record<FieldName, { column: string } | { constant: string }>> = {};
  for (const flag of ALL) {
    const value = flags[flag];
    if (value === undefined) continue;
    const field = FLAGS[target][flag];
    if (field === undefined) throw new UsageError(`${named(flag)} does not go with --to ${target}.`);
    fields[field] = CONSTANTS.includes(flag) ? { constant: value } : { column: value };
  }
  const base = flags.mapping === undefined ? undefined : fromFile(flags.mapping, target);
  const lines = readMapping(flags.map.map(lineOf), { target, input: "--map" });
  return {
    ...base,
    fields: { ...base?.fields, ...lines.fields, ...fields },
    properties: [...(base?.properties ?? []), ...lines.properties],
  };
}
