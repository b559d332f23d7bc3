import { PROFILE_LIMITS } from "../../../src/mixpanel/ingest/engine/limits";
import { RECORD_LIMIT_BYTES } from "../../../src/mixpanel/ingest/validate/rule";
import { MAX_BODY_BYTES } from "../../../src/mixpanel/lexicon/batches";
import {
  BYTES_PER_MINUTE,
  EVENTS_PER_SECOND,
  EXPORTS_PER_HOUR,
  QUERIES_PER_HOUR,
  QUOTAS,
} from "../../../src/mixpanel/limits/documented";
import { type Expectation, limit } from "./expectation";

/** B1 to B11: what a guide to Mixpanel's APIs says of families, cohort webhooks and limits. */
export const APIS: readonly Expectation[] = [
  {
    id: "B1",
    expected:
      "The API families: Query, Ingestion, Raw Export, Data Pipelines, Lexicon Schemas, batch import of large volumes, GDPR, Warehouse Connectors",
    steps: ["rawRequest"],
    how: "Every operation of Mixpanel's description is an action: [the coverage](reference.md#coverage). Raw Request calls the rest.",
    tests: [
      ["test/conventions/project.test.ts", "has a reference that says what the built component says"],
      ["test/contract/requests.test.ts", "the description is whole"],
    ],
  },
  {
    id: "B2",
    expected:
      "Cohort webhook: a full sync on first, then who entered and exited; actions members, add_members, remove_members; project, cohort, session, page and members",
    steps: ["cohortSync"],
    how: "Each action is a branch; the body has project, cohort ID, name and description, session, page, pages and members.",
    tests: [
      ["test/mixpanel/webhooks/cohortMessage.test.ts", "G1: a documented message is read whole"],
      [
        "test/triggers/cohortSync.test.ts",
        "G1: members, add_members and remove_members have a branch each, and empty changes a quiet one",
      ],
    ],
  },
  {
    id: "B3",
    expected: "Large cohorts come as several messages of one session; users may be sent again: no duplicate action",
    steps: ["cohortSync", "assembleCohortPages"],
    inputs: ["cohortSync.assemblePages"],
    how: "Pages become one set, which is passed on once and whole, or reported as incomplete.",
    partly:
      "A flow must process calls one after the other (Sequential FIFO), because executions at once overwrite each other's state on the platform. Pages lost that way are reported, never passed over.",
    tests: [
      [
        "test/mixpanel/webhooks/cohortAssembly.test.ts",
        "G1: whatever arrives twice, or in another order, or between other deliveries, each set is passed on once and whole",
      ],
      [
        "test/triggers/cohortSync.test.ts",
        "G1: 25,000 members in 25 pages, shuffled, repeated, lost and resent, with a failing receiver, become one set",
      ],
    ],
  },
  {
    id: "B4",
    expected: "What the webhook set off is tracked back to Mixpanel explicitly",
    steps: ["importEvents", "trackEvents"],
    how: "The example [cohort-to-crm](../examples/cohort-to-crm/README.md) sends one event for each change, with an insert ID made of session and member.",
    partly: "The trigger does not track by itself: only the flow knows what it has done with a member.",
    tests: [
      ["examples/cohort-to-crm/test/trackBack.test.ts", "G7: a change that is tracked again is the same event"],
      [
        "examples/cohort-to-crm/test/cohortToCrm.test.ts",
        "G7: a delivery whose last page comes in another execution too is tracked once",
      ],
    ],
  },
  {
    id: "B5",
    expected: "Raw export: at most 100 at once, 60 an hour, 3 a second",
    steps: ["downloadData", "copyEvents", "newEvents", "fetchNewEvents"],
    limits: [
      limit("# exports at once", 100, QUOTAS.export.atOnce),
      limit("# an hour", 60, EXPORTS_PER_HOUR),
      limit("# a second", 3, QUOTAS.export.allowances[0]?.amount ?? 0),
    ],
    how: "Exports wait for their turn; one counts as under way until its body ends.",
    tests: [["test/mixpanel/limits/turns.test.ts", "an export is under way until its body ends"]],
  },
  {
    id: "B6",
    expected: "Queries: at most 5 at once, 60 an hour; spread them out, consolidate several into one",
    steps: ["queryEventCounts", "queryInsightsSavedReports"],
    inputs: ["queryEventCounts.queryOptions.waitForRateLimit", "queryEventCounts.event"],
    limits: [limit("# queries at once", 5, QUOTAS.query.atOnce), limit("# an hour", 60, QUERIES_PER_HOUR)],
    how: "Results have `rate_limit`, a step waits for the next free query on request, and one query takes several events. [The description](description.mdx) says how to consolidate.",
    partly:
      "Queries are not spread evenly over the hour, and those of several flows are not merged: each step sends its own, or says when it may.",
    tests: [
      ["test/mixpanel/limits/turns.test.ts", "go five at once, and the share of that"],
      ["test/mixpanel/reports/sandbox.test.ts", "R8: queryEventCounts, several events in one query"],
      ["test/mixpanel/client.test.ts", "a step waits for the next slot where it is asked to"],
    ],
  },
  {
    id: "B7",
    expected: "Ingestion: 2 GB of JSON a minute, about 30,000 events a second, over a rolling minute",
    steps: ["importEvents", "trackEvents", "syncRows"],
    limits: [
      limit("# bytes a minute", 2_000_000_000, BYTES_PER_MINUTE),
      limit("# events a second", 30_000, EVENTS_PER_SECOND),
    ],
    how: "Both are counted over a rolling minute, before requests go out.",
    tests: [
      [
        "test/mixpanel/limits/limiter.test.ts",
        "requests within a minute's limit start at once, and further ones wait until the minute is over",
      ],
      ["test/mixpanel/limits/limiter.test.ts", "bytes are limited in the same way as records"],
    ],
  },
  {
    id: "B8",
    expected: "Lexicon: bodies of at most 8 MB, requests of at most 2 minutes",
    steps: ["uploadLexiconSchemas", "uploadLexiconSchema"],
    limits: [limit("# bytes a request", 8_000_000, MAX_BODY_BYTES)],
    how: "An upload is split, and a failure in between names where to resume. A request has two minutes and a little for the response.",
    tests: [
      [
        "test/mixpanel/lexicon/batches.test.ts",
        "M1: every entry is in one request, in order, within 8 MB and 4,000 events and properties",
      ],
      [
        "test/mixpanel/lexicon/uploadSchemas.test.ts",
        "M1: a request has the two minutes that Mixpanel gives it, and a little more for the response",
      ],
    ],
  },
  {
    id: "B9",
    expected: "Profiles: at most 2,000 updates a request, 1 MB each; larger ones are split",
    steps: ["createProfile", "updateMultipleProfiles", "deleteProfile", "syncRows"],
    limits: [
      limit("# updates a request", 2_000, PROFILE_LIMITS.maxRecords),
      limit("# bytes an update", 1_048_576, RECORD_LIMIT_BYTES),
    ],
    how: "Lists are split by count and size. A request that Mixpanel calls too large is sent again in halves.",
    partly:
      "An update of more than 1 MB cannot be split without changing what it means: it is rejected with its position and its size.",
    tests: [
      ["test/actions/profiles/updateMultipleProfiles.test.ts", "2001 updates go out in order, in two requests"],
      ["test/mixpanel/ingest/validate/updates.test.ts", "is less than 1 MB of JSON"],
      ["test/mixpanel/ingest/engine/tooLarge.test.ts", "is halved until it is accepted, in order"],
    ],
  },
  {
    id: "B10",
    expected: "Exceeding a limit answers 429 and is handled",
    inputs: ["apiToken.maxRetries", "apiToken.longestWait"],
    how: "The request is retried; if Mixpanel asks for a longer wait than allowed, the error says which limit it is and when to come back.",
    tests: [
      ["test/mixpanel/http/transportRetries.test.ts", "after %d"],
      [
        "test/mixpanel/http/transportRetries.test.ts",
        "Retry-After over the cap fails at once and says when to come back",
      ],
      ["test/mixpanel/http/rateLimits.test.ts", "follows from Retry-After"],
    ],
  },
  {
    id: "B11",
    expected:
      "An Integration ID, the name of one's own company or solution, as $source on events and as a header on every call",
    inputs: ["apiToken.integrationId"],
    how: "Every request has the header, and every event `$source` unless it has its own. Without an Integration ID the header names this connector, and events stay as they are.",
    tests: [
      [
        "test/mixpanel/ingest/events.test.ts",
        "adds the integration ID to calls and events, except to events that already have a $source",
      ],
      ["test/mixpanel/raw/sendRaw.test.ts", "T20: an integration ID in the headers overrides the connector's"],
    ],
  },
];
