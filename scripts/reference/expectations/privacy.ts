import { DEFAULT_SHARE, QUOTAS } from "../../../src/mixpanel/limits/documented";
import { type Expectation, limit } from "./expectation";

/** A: what a privacy product's Mixpanel integration does. */
export const PRIVACY: readonly Expectation[] = [
  {
    id: "A1",
    expected: "A service account (Basic) for queries, a token (Bearer) for privacy requests; credentials stay secret",
    inputs: ["apiToken.username", "apiToken.password", "apiToken.gdprToken"],
    how: "Each operation sends only the credential that it needs. Passwords and tokens are hidden in the form, and stand in no log, error or file.",
    tests: [
      ["test/mixpanel/credentials.test.ts", "a service account is Basic user name and secret"],
      ["test/mixpanel/credentials.test.ts", "a GDPR token is a Bearer"],
      ["test/mixpanel/http/transportLog.test.ts", "no log line about a %d contains a header, a query or a body"],
    ],
  },
  {
    id: "A2",
    expected: "The connection can be tested with every credential that it holds",
    steps: ["testConnection"],
    how: "Reports service account, project token and GDPR token each as valid, invalid or not checked, and how to fix it.",
    partly:
      "The platform has no test of a connection, so it is an action. The Webhook Credentials connection cannot be tested: only Mixpanel sends those.",
    tests: [
      [
        "test/actions/account/testConnection.test.ts",
        "T19: checks each credential at the connection's own residency, and reports",
      ],
      ["test/mixpanel/connection/credentialChecks.test.ts", "T19: wrong tokens are invalid, and each has a fix"],
    ],
  },
  {
    id: "A3",
    expected:
      "Throttling to 70-80 % of the documented limits; a 429 interrupts, waits and retries with exponential backoff",
    inputs: ["apiToken.rateShare", "apiToken.maxRetries", "apiToken.longestWait"],
    limits: [limit("# % of the limits by default", 75, DEFAULT_SHARE * 100)],
    how: "Requests wait for their turn within the share. After a 429 the delay doubles from 2 to 60 seconds, plus jitter, or is what Mixpanel asks for.",
    partly:
      "Ingestion uses its whole limit unless Rate Share says otherwise, because only one system usually imports. Requests are counted per process: executions on other machines count apart, and the 429 keeps them apart.",
    tests: [
      ["test/mixpanel/limits/turns.test.ts", "with the share %p, %d an hour go, and the next says when to come back"],
      ["test/platform/rateShare.test.ts", "of ingestion is that of %s"],
      ["test/mixpanel/http/retry.test.ts", "starts at 2 s and doubles up to 60 s, plus at least 1 s of jitter"],
    ],
  },
  {
    id: "A4",
    expected: "All distinct IDs of a person, by e-mail, user ID or service ID, with an expression over profiles",
    steps: ["findDistinctIds", "queryProfiles"],
    inputs: ["findDistinctIds.emails", "findDistinctIds.userIds", "findDistinctIds.serviceIds", "queryProfiles.where"],
    how: "Find Distinct IDs writes the expression itself, and finds IDs in events on request. Query Profile takes any expression.",
    tests: [
      [
        "test/actions/privacy/findDistinctIds.test.ts",
        "P1, expectation 22: one e-mail gives all its profiles in any property, also in capitals and with spaces",
      ],
      ["test/actions/privacy/findDistinctIds.test.ts", "any identifier finds the profile that has it, and no other"],
    ],
  },
  {
    id: "A5",
    expected: "Access: create a retrieval with the IDs found, follow its status, download the archive",
    steps: ["requestUserData", "createRetrieval", "getRetrieval", "privacyRequestCompleted", "downloadRetrieval"],
    limits: [limit("# privacy request a second", 1, QUOTAS.privacy.allowances[0]?.amount ?? 0)],
    how: "Request User Data finds and requests in one step, and the trigger tells when the archive is ready.",
    tests: [
      [
        "test/actions/privacy/requestUserData.test.ts",
        "two people get two tasks, so that no archive has the data of both",
      ],
      [
        "test/actions/privacy/downloadRetrieval.test.ts",
        "asks for the link, and downloads the file without credentials",
      ],
      [
        "test/triggers/privacyRequestCompleted.test.ts",
        "expectation 28: hours of 429 are waited for in later polls, and nothing is lost",
      ],
    ],
  },
  {
    id: "A6",
    expected: "Deletion of the whole record: create a task with the IDs found, follow its status",
    steps: ["eraseUsers", "createDeletion", "getDeletion", "privacyRequestCompleted", "verifyErasure"],
    how: "Erase Users finds and requests in one step, in as many tasks as needed. Verify Erasure checks afterwards that nothing is left.",
    tests: [
      [
        "test/actions/privacy/eraseUsers.test.ts",
        "erases who was found by e-mail, from profiles and events, and nobody else",
      ],
      [
        "test/actions/privacy/eraseUsers.test.ts",
        "expectation 24: created is not completed: the result has the ID of the task, which is still pending",
      ],
    ],
  },
  {
    id: "A7",
    expected: "A list of the endpoints, credentials and scopes that each capability uses",
    how: "[The connection's page](connections/apiToken.mdx) lists credentials and roles by capability, [the reference](reference.md#coverage) by endpoint.",
    tests: [["test/conventions/project.test.ts", "has a reference that says what the built component says"]],
  },
];
