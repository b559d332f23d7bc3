import { variantsInput } from "./group";
import { booleanInput, choiceInput, listInput, nameInput, textInput } from "./kinds";

/** A column of the rows, from which a field of the target is read. */
const columnInput = (label: string, example: string, comments: string) => nameInput(label, { example, comments });

const MODE_NAMES = {
  upsert: "Create or update",
  onlyIfAbsent: "Only what is missing",
  addUp: "Add up",
  replace: "Replace",
  mirror: "Mirror",
};

const MIRROR =
  "Mirror makes the profiles equal the rows: it sends only rows that are new or have changed since the last run, and removes those that are gone as Mirror Options says.";

const distinctIdColumn = columnInput(
  "Distinct ID Column",
  "user_id",
  "The column with the distinct ID, which says which user it is. Leave it empty if the column is named distinct_id, or $distinct_id.",
);

/** What the rows become in Mixpanel. */
export const target = variantsInput(
  "Target",
  "What the rows become in Mixpanel: events, user profiles, group profiles or a lookup table.",
  {
    events: {
      label: "Events",
      comments:
        "Each row becomes an event. Events cannot be changed or removed later, so they cannot be mirrored: a row that is sent again with the same insert ID is stored once.",
      leaves: {
        eventName: nameInput("Event Name", {
          example: "Order Placed",
          comments: "The name of all events. Leave it empty if a column has the names.",
        }),
        eventColumn: columnInput(
          "Event Name Column",
          "event_type",
          "The column with the name of each event. Leave it empty if it is named event, or if Event Name is filled in.",
        ),
        timeColumn: columnInput(
          "Time Column",
          "created_at",
          "The column with the time of each event: ISO text, or seconds, milliseconds, microseconds or nanoseconds since 1970. Leave it empty if it is named time.",
        ),
        distinctIdColumn: columnInput(
          "Distinct ID Column",
          "user_id",
          'The column with the distinct ID, which says who did it. Rows without one become events without a user. Leave it empty if the column is named distinct_id. If no column has users, leave it empty and add {"distinct_id": {"constant": ""}} to Mapping as JSON; columns of $user_id and $device_id are chosen in Mapping.',
        ),
        insertIdColumns: listInput("Insert ID Columns", {
          example: "order_id",
          comments:
            "The columns that identify a row, such as the table's primary key. The insert ID of an event is a hash of their values, so that Mixpanel stores a row once however often it is sent. Leave it empty to use the column named $insert_id or insert_id, or else a hash of the whole event: identical rows then count as one.",
        }),
      },
    },
    users: {
      label: "User Profiles",
      comments: "Each row becomes an update of a user profile.",
      leaves: {
        distinctIdColumn,
        mode: choiceInput("Mode", {
          choices: ["upsert", "onlyIfAbsent", "addUp", "mirror"],
          names: MODE_NAMES,
          default: "upsert",
          comments: `What happens to stored properties. Create or update overwrites them. Only what is missing adds properties that a profile lacks, and overwrites none. Add up adds numbers to stored numbers, and only those of mapped columns; such rows are never sent twice, and rows whose request failed midway are listed in held_rows. ${MIRROR}`,
        }),
        ignoreTime: booleanInput("Keep Updated At", {
          default: false,
          comments:
            "When true, the profiles' Updated at ($last_seen) stays as it is. When false, it becomes the time of this update.",
        }),
      },
    },
    groups: {
      label: "Group Profiles",
      comments: "Each row becomes an update of a group profile, such as a company's.",
      leaves: {
        groupKey: nameInput("Group Key", {
          example: "company_id",
          comments:
            "The kind of the groups, such as company_id: a group key from Mixpanel's Project Settings > Group Keys, where it must exist before. Leave it empty if a column has the group keys.",
        }),
        groupKeyColumn: columnInput(
          "Group Key Column",
          "kind",
          "The column with the group key of each row. Leave it empty if it is named $group_key or group_key, or if Group Key is filled in.",
        ),
        groupIdColumn: columnInput(
          "Group ID Column",
          "id",
          "The column with the ID of the group. Leave it empty if it is named $group_id or group_id.",
        ),
        mode: choiceInput("Mode", {
          choices: ["upsert", "onlyIfAbsent", "mirror"],
          names: MODE_NAMES,
          default: "upsert",
          comments: `What happens to stored properties. Create or update overwrites them. Only what is missing adds properties that a profile lacks, and overwrites none. Group profiles cannot add up. ${MIRROR}`,
        }),
      },
    },
    table: {
      label: "Lookup Table",
      comments:
        "The rows become the whole new content of a lookup table. If a single row is rejected, the table in Mixpanel stays as it is.",
      leaves: {
        tableId: textInput.required("Lookup Table ID", {
          expected: "the ID of a lookup table",
          example: "55b4fb2b-e8de-466c-930f-8b36640b9b5e",
          dataSource: "lookupTables",
          comments:
            "The ID of the lookup table to replace, as List Lookup Tables returns it. To create a new table, upload it in Mixpanel first.",
        }),
        idColumn: columnInput(
          "ID Column",
          "sku",
          "The column with the ID that events refer to; each ID may appear only once. Leave it empty if it is named id.",
        ),
        mode: choiceInput("Mode", {
          choices: ["replace", "mirror"],
          names: MODE_NAMES,
          default: "replace",
          comments:
            "When the table is replaced. Replace does so in each run. Mirror does so only if a row has changed since the last run, and stops if the table has lost more rows than Mirror Options allows.",
        }),
      },
    },
  },
);
