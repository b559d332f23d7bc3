import type { FormParams } from "../inputs/group";
import type { rowInputs } from "../inputs/rows";
import { InputError } from "../mixpanel/errors";
import { readMapping } from "../mixpanel/rows/mapping";
import type { Mapping, SyncOptions, Target } from "../mixpanel/rows/types";

/** Reads the form of the actions that map rows: its target and its mapping. */

type RowParams = FormParams<typeof rowInputs>;

/** A target, and where its fields come from, as `readMapping` takes them. */
interface Aim extends Pick<SyncOptions, "insertIdColumns" | "ignoreTime"> {
  target: Target;
  fields: Record<string, unknown>;
}

/** Whether the mode is Mirror, which sends rows as Create or update does, or replaces the table. */
export const isMirror = ({ values }: RowParams["target"]): boolean => "mode" in values && values.mode === "mirror";

/** A field that a column or one value for all rows may have. */
function either(label: string, constant: string | undefined, column: string | undefined): unknown {
  if (constant === undefined) return column;
  if (column === undefined) return { constant };
  throw new InputError({
    input: label,
    got: `"${constant}", and the column "${column}"`,
    expected: "one of them",
    fix: `Leave ${label} or ${label} Column empty.`,
  });
}

function aimOf({ configuration, values }: RowParams["target"]): Aim {
  switch (configuration) {
    case "events": {
      const { eventName, eventColumn, timeColumn, distinctIdColumn, insertIdColumns } = values;
      const event = either("Event Name", eventName, eventColumn);
      return {
        target: { kind: configuration },
        fields: { event, time: timeColumn, distinct_id: distinctIdColumn },
        insertIdColumns,
      };
    }
    case "users": {
      const { mode, distinctIdColumn, ignoreTime } = values;
      return {
        target: { kind: configuration, mode: mode === "mirror" ? undefined : mode },
        fields: { $distinct_id: distinctIdColumn },
        ignoreTime,
      };
    }
    case "groups": {
      const { mode, groupKey, groupKeyColumn, groupIdColumn } = values;
      const key = either("Group Key", groupKey, groupKeyColumn);
      return {
        target: { kind: configuration, mode: mode === "mirror" ? undefined : mode },
        fields: { $group_key: key, $group_id: groupIdColumn },
      };
    }
    case "table":
      return { target: { kind: configuration, tableId: values.tableId }, fields: { id: values.idColumn } };
  }
}

/** The lines of a mapping, which `readMapping` reads back. */
const linesOf = ({ fields, properties, constants = {} }: Mapping) => [
  ...Object.entries(fields).map(([property, source]) => ({ property, ...source })),
  ...properties,
  ...Object.entries(constants).map(([property, constant]) => ({ property, constant })),
];

/**
 * The options of a run that say what rows become.
 *
 * @throws InputError for a mapping in no known form, and for two sources of one property or field
 */
export function rowOptions(params: RowParams): SyncOptions {
  const { mapping, mappingJson, unmappedColumns, reservedNames, timeZone, nullValues, emptyIsNull } = params;
  const { fields, ...aim } = aimOf(params.target);
  const { kind } = aim.target;
  const known = Object.entries(fields).filter(([, source]) => source !== undefined);
  const json = readMapping(mappingJson, { target: kind, input: "Mapping as JSON" });
  const parts = [
    readMapping(Object.fromEntries(known), { target: kind, input: "Target" }),
    readMapping(mapping, { target: kind }),
    json,
  ];
  const read = readMapping(parts.flatMap(linesOf), { target: kind });
  return {
    ...aim,
    mapping: { ...read, rest: unmappedColumns ?? json.rest, reserved: reservedNames || json.reserved },
    zone: timeZone,
    whenNull: nullValues ?? (isMirror(params.target) && kind !== "table" ? "unset" : "skip"),
    emptyIsNull,
  };
}
