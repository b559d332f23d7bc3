import { GROUP_LIMITS, PROFILE_LIMITS } from "../../../src/mixpanel/ingest/engine/limits";
import { MAX_INSERT_ID_BYTES } from "../../../src/mixpanel/ingest/insertId";
import { EVENTS_PER_SECOND } from "../../../src/mixpanel/limits/documented";
import { type Expectation, limit } from "./expectation";

/** C: what the documentation of Prismatic's stock component says. */
export const STOCK: readonly Expectation[] = [
  {
    id: "C1",
    expected: "Connection: username, password, project token, and where to find each",
    inputs: ["apiToken.username", "apiToken.password", "apiToken.projectToken"],
    how: "Same keys; [the connection's page](connections/apiToken.mdx) says where each is found.",
    tests: [["test/conventions/triggers.test.ts", "G6: each connection has a page that says how to set it up"]],
  },
  {
    id: "C2",
    expected: "21 actions with their inputs, defaults and choices, flat and grouped",
    steps: ["importEvents", "queryProfiles", "rawRequest"],
    how: "All keys are the same, in groups and outside them. [Migration](migration.md) lists what differs, and why.",
    tests: [
      ["test/conventions/compatibility.test.ts", "all of the surface is there"],
      [
        "test/platform/readForm.test.ts",
        "T21: wherever inputs stand, on their own, in a group or in both, they are read alike",
      ],
    ],
  },
  {
    id: "C3",
    expected: "2 data sources: funnels and pipelines",
    steps: ["funnels", "pipelines"],
    how: "Same keys, and 17 more drop-downs.",
    tests: [["test/dataSources/dataSources.test.ts", "lists the choices by their label"]],
  },
  {
    id: "C4",
    expected: "Regions are chosen; profile calls answer 200 even where they failed: the body is checked",
    steps: ["createProfile", "setProfileProperties"],
    inputs: ["apiToken.residency", "createProfile.region"],
    how: "The connection's Data Residency holds for all steps, a step may override it. A failure in a 200 fails the step.",
    tests: [
      ["test/mixpanel/residency.test.ts", "there are three residencies"],
      ["test/mixpanel/ingest/profiles.test.ts", "a refusal behind a 200 lists every record with Mixpanel's words"],
      ["test/mixpanel/http/readResponse.test.ts", "T3: a failure in the body is found also where the status says all"],
    ],
  },
  {
    id: "C5",
    expected:
      "Raw request with form, files, headers, query, response type, time-out, retry delay, retry on all errors, max retries, exponential backoff",
    steps: ["rawRequest"],
    inputs: [
      "rawRequest.form.formData",
      "rawRequest.form.fileData",
      "rawRequest.headers",
      "rawRequest.queryParams",
      "rawRequest.responseType",
      "rawRequest.retries.timeout",
      "rawRequest.retries.retryDelayMS",
      "rawRequest.retries.retryAllErrors",
      "rawRequest.retries.maxRetries",
      "rawRequest.retries.useExponentialBackoff",
    ],
    how: "Credentials go to Mixpanel's hosts or the custom host alone, whatever the path.",
    tests: [
      [
        "test/actions/raw/rawAnswers.test.ts",
        "a file goes out as multipart, under its name, with the fields beside it",
      ],
      ["test/actions/raw/rawAnswers.test.ts", "Retry On All Errors repeats a POST, and a 400"],
      ["test/mixpanel/raw/rawUrl.test.ts", "never leads to another host, whatever the path contains"],
    ],
  },
];

/** D: what a reverse-ETL product's Mixpanel target does. */
export const REVERSE_ETL: readonly Expectation[] = [
  {
    id: "D1",
    expected: "Project ID, token and service account on the connection, tested before use; roles explained",
    steps: ["testConnection"],
    inputs: ["apiToken.projectId", "apiToken.projectToken", "apiToken.username"],
    how: "[The connection's page](connections/apiToken.mdx) names the role of each capability.",
    partly: "The platform cannot run a test when a connection is saved: run Test Connection once.",
    tests: [["test/actions/account/testConnection.test.ts", "a project that the account cannot use is a problem"]],
  },
  {
    id: "D2",
    expected:
      "Rows of a warehouse query mapped to events (insert), user profiles (upsert by distinct ID), group profiles (upsert by group ID)",
    steps: ["syncRows", "previewRows"],
    inputs: ["syncRows.target.events", "syncRows.target.users", "syncRows.target.groups", "syncRows.mapping"],
    how: "Also to a lookup table, and as a mirror that removes what is gone.",
    partly:
      "The connector does not query the warehouse: a step before it does, as in the example [warehouse-activation](../examples/warehouse-activation/README.md).",
    tests: [
      ["test/actions/rows/syncRows.test.ts", "W1, W3: updates user profiles in each mode"],
      ["test/actions/rows/syncRows.test.ts", "W1: updates group profiles with a group key for all rows or of a column"],
    ],
  },
  {
    id: "D3",
    expected:
      "Mandatory fields: event name; time in seconds or milliseconds; distinct ID; insert ID of at most 36 characters; group key",
    steps: ["syncRows", "importEvents"],
    limits: [limit("# characters of an insert ID", 36, MAX_INSERT_ID_BYTES)],
    how: "A missing insert ID is computed from the row, the same in each run. Times may also be text, microseconds or dates.",
    tests: [
      [
        "test/mixpanel/rows/syncRows.test.ts",
        "W3, expectation 4: sends the same rows twice with the same insert IDs, of at most 36 letters, digits and hyphens",
      ],
      [
        "test/mixpanel/rows/times.test.ts",
        "W2: reads the same moment in every unit, as number, text and bigint, to the millisecond",
      ],
      [
        "test/mixpanel/rows/syncRows.test.ts",
        "W2, expectation 12: group rows need a key, and a user's link to groups is a list",
      ],
    ],
  },
  {
    id: "D4",
    expected: "Custom fields beside the standard ones",
    steps: ["syncRows"],
    inputs: ["syncRows.mapping.property", "syncRows.conversion.unmappedColumns", "syncRows.conversion.reservedNames"],
    how: "Columns that the mapping does not name are sent under their own names, or dropped.",
    tests: [
      [
        "test/mixpanel/rows/syncRows.test.ts",
        "W1: sends rows by a mapping, with renames, a constant name and the columns that it does not name",
      ],
    ],
  },
  {
    id: "D5",
    expected: "Values that Mixpanel does not allow fail the record, which is marked as not loaded; the rest goes on",
    steps: ["syncRows", "importEvents"],
    inputs: ["syncRows.failOnRejected", "syncRows.resultOptions.files"],
    how: "Each rejected row is returned with position, row, column, field and reason.",
    tests: [
      [
        "test/mixpanel/rows/syncRows.test.ts",
        "W4, expectation 1: returns a rejected row with position, row, column, field and reason, and stores the others",
      ],
      [
        "test/actions/rows/syncManyRows.test.ts",
        "expectations 1, 3 and 4: the good ones are stored once, the wrong ones returned exactly",
      ],
    ],
  },
  {
    id: "D6",
    expected: "Limits: events 2 GB a minute or 30,000 a second; 2,000 user and 200 group updates a request, 1 MB each",
    steps: ["importEvents", "updateMultipleProfiles", "updateMultipleGroups", "syncRows"],
    limits: [
      limit("# events a second", 30_000, EVENTS_PER_SECOND),
      limit("# user updates a request", 2_000, PROFILE_LIMITS.maxRecords),
      limit("# group updates a request", 200, GROUP_LIMITS.maxRecords),
    ],
    how: "As B7 and B9. Groups go out 200 at a time, though Mixpanel's description allows 2,000: other clients send no more.",
    tests: [
      [
        "test/actions/groups/updateMultipleGroups.test.ts",
        "T9: 202 updates go out in order, in two requests of at most 200",
      ],
      ["test/mixpanel/limits/limiter.test.ts", "the documented rate is 30,000 events a second and 2 GB a minute"],
    ],
  },
];
