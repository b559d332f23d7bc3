import type { Expectation } from "./expectation";

/** B12 to B19: what a guide to Mixpanel's APIs says of its objects. */
export const OBJECTS: readonly Expectation[] = [
  {
    id: "B12",
    expected: "Events with name, time, user, IP and properties: queried, exported, imported",
    steps: ["importEvents", "trackEvents", "downloadData", "queryEventCounts", "queryEventProperty"],
    inputs: ["importEvents.deliveryOptions.geolocate"],
    how: "The IP is the event's own `ip`. The address of the machine that sends is used only with Geolocate.",
    tests: [
      [
        "test/mixpanel/ingest/events.test.ts",
        "T1: asks not to be located, unless that is wanted, and sends the ip of an event as given",
      ],
      ["test/actions/events/importBatches.test.ts", "4001 events are sent in three requests, each event once"],
      ["test/actions/events/downloadData.test.ts", "downloadData"],
    ],
  },
  {
    id: "B13",
    expected: "User and group profiles: queried and updated; joined by distinct ID or group key",
    steps: ["queryProfiles", "updateMultipleProfiles", "updateMultipleGroups", "setGroupProperties"],
    inputs: ["queryProfiles.distinct_ids", "queryProfiles.data_group_id", "updateMultipleGroups.groupKey"],
    how: "The same action queries users, or groups by their Data Group ID.",
    tests: [
      ["test/mixpanel/profiles/queryProfiles.test.ts", "all pages count as one query of the hourly limit"],
      ["test/mixpanel/client.test.ts", "a data group ID beyond a number's precision arrives digit by digit"],
      ["test/mixpanel/ingest/validate/updates.test.ts", "needs a group key and a group ID, and no distinct ID"],
    ],
  },
  {
    id: "B14",
    expected: "Lookup tables that enrich events by a join key",
    steps: ["replaceLookupTable", "listLookupTables", "createLookupTableImport", "syncRows"],
    inputs: ["replaceLookupTable.idColumn"],
    how: "The ID column is the join key, and comes first in what is sent.",
    partly: "The property that a table is joined to is chosen in Mixpanel: its API has no operation for that.",
    tests: [
      ["test/mixpanel/lookupTables/sandbox.test.ts", "a table from rows replaces the whole table"],
      ["test/mixpanel/lookupTables/csvFromRows.test.ts", "the ID column comes first, the others keep their order"],
    ],
  },
  {
    id: "B15",
    expected: "Funnels through their steps; long ranges cost queries (windows of 15 days are spoken of)",
    steps: ["queryFunnelSavedReports", "queryInsightsSavedReports", "customJQLQuery", "listSavedFunnels", "funnels"],
    how: "Flat Rows has a row for each date and step. A range is one query, however long, and is not split into windows.",
    partly:
      "The funnel query of Mixpanel's API reads saved funnels only. Other steps need JQL, which is in maintenance mode.",
    tests: [
      ["test/actions/queries/flatRows.test.ts", "of a funnel add up to its analysis, by date and over all dates"],
      [
        "test/mixpanel/reports/funnels.test.ts",
        "R2: a funnel is a row for each date and step, then one for each step over all dates",
      ],
    ],
  },
  {
    id: "B16",
    expected: "Cohorts: lists of users",
    steps: ["listCohorts", "getCohortMembers", "cohortSync", "cohortMembershipChanges", "cohorts"],
    how: "All members are one query of the hour, however many pages they are.",
    partly: "Cohorts are made in Mixpanel: its API cannot create or change one.",
    tests: [
      [
        "test/mixpanel/profiles/cohortsInSandbox.test.ts",
        "all members of a cohort are one query of the hour, also those without a profile",
      ],
    ],
  },
  {
    id: "B17",
    expected: "Revenue of events is queried",
    steps: ["queryRevenue", "querySegmentationSum", "queryTransactions"],
    how: "Query Revenue spends 3 queries, or 4 with Total Paying Users, and says so.",
    tests: [
      ["test/actions/segmentation/queryRevenue.test.ts", "R4: spends three queries: sum, number and paying users"],
    ],
  },
  {
    id: "B18",
    expected: "Annotations are queried and created",
    steps: ["listAnnotations", "getAnnotation", "createAnnotation", "updateAnnotation", "deleteAnnotation"],
    how: "Tags, too, are listed and created.",
    tests: [
      [
        "test/mixpanel/annotations/sandbox.test.ts",
        "M1: an annotation is created with a tag, listed, changed and deleted",
      ],
    ],
  },
  {
    id: "B19",
    expected: "Raw events are exported; Lexicon definitions are managed",
    steps: ["downloadData", "listLexiconSchemas", "uploadLexiconSchemas", "deleteLexiconSchema"],
    how: "An export is streamed to a file, or returned in pages. A truncated one is read again, and a damaged line fails the step unless Skip Bad Lines is on.",
    tests: [
      ["test/mixpanel/lexicon/sandbox.test.ts", "M1: schemas are uploaded, listed, read, replaced and deleted"],
      ["test/actions/events/downloadFiles.test.ts", "leaves bad lines out of a file, and logs which ones"],
    ],
  },
];
