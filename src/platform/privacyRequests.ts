import { randomUUID } from "node:crypto";
import type { ActionLogger } from "@prismatic-io/spectral";
import type { FormParams } from "../inputs/group";
import type { retrievalOptions } from "../inputs/privacyRequests";
import { previousRequests } from "../inputs/privacyRequests";
import type { searchInputs, subjectInputs } from "../inputs/privacySubjects";
import type { MixpanelClient } from "../mixpanel/client";
import { readPreviousRequests } from "../mixpanel/privacy/earlier";
import { findDistinctIds } from "../mixpanel/privacy/findIds";
import { givenSubjects } from "../mixpanel/privacy/given";
import { type MakeRequestOptions, makeRequest, type RequestResult } from "../mixpanel/privacy/makeRequest";
import type { Stopped, UnknownTask } from "../mixpanel/privacy/requests";
import type { PrivacyRequest, SearchResult } from "../mixpanel/privacy/types";
import { evidenceShape, submittedTask } from "./privacyEvidence";
import { findOptionsOf, SEARCH_EXAMPLE, searchOutput, subjectsOf } from "./privacySearch";
import { choice, integer, list, nullable, object, optional, type PropertiesOf, text } from "./shape";

/** What Request User Data and Erase Users have in common. */

type Form = FormParams<typeof subjectInputs & typeof searchInputs> &
  Pick<
    FormParams<{ options: typeof retrievalOptions }>,
    "previousRequests" | "repeat" | "requester" | "received_at" | "evidence_secret"
  > & {
    request_id?: string;
    findIds: boolean;
    dryRun: boolean;
    waitForRateLimit: boolean;
    project_id?: string;
    token?: string;
  };

interface Step {
  client: MixpanelClient;
  params: Form;
  logger: ActionLogger;
  sharedState: Record<string, unknown>;
}

type Law = Pick<PrivacyRequest, "kind" | "compliance_type" | "disclosure_type">;

async function search({ client, params }: Step): Promise<Pick<SearchResult, "subjects" | "not_searched">> {
  const people = await subjectsOf(params);
  if (!params.findIds) return { subjects: givenSubjects(people), not_searched: [] };
  return findDistinctIds(params.waitForRateLimit ? client.waitingForLimits() : client, people, findOptionsOf(params));
}

/** Tells in the log what somebody has to look after: a flow that goes on does not show it. */
function warn(logger: ActionLogger, { outcome, left, unknown, not_found, stopped }: RequestResult): void {
  if (outcome === "partly_submitted")
    logger.warn(
      `Mixpanel: distinct IDs that are left to be requested: ${left.length}. Requests whose outcome is unknown: ${unknown.length}. ${stopped?.message ?? ""}`,
    );
  if (not_found.length > 0)
    logger.warn(`Mixpanel: people without a distinct ID, for whom nothing was requested: ${not_found.length}.`);
}

/** Finds the people of a form, and makes the request. */
export async function requestOfForm(step: Step, law: Law, options: MakeRequestOptions): Promise<RequestResult> {
  const { client, params, logger, sharedState: shared } = step;
  const { request_id = randomUUID(), requester, received_at, evidence_secret: secret, token, dryRun, repeat } = params;
  const earlier = readPreviousRequests(previousRequests.label, params.previousRequests);
  const { subjects, not_searched: notSearched } = await search(step);
  const request = { request_id, ...law, requester, received_at, subjects };
  const result = await makeRequest(client, request, {
    ...options,
    token,
    dryRun,
    repeat,
    shared,
    earlier,
    secret,
    notSearched,
    onTask: ({ kind, tracking_id, distinct_id_count }) =>
      logger.info(`Mixpanel: created the ${kind} ${tracking_id}. Distinct IDs in it: ${distinct_id_count}.`),
  });
  warn(logger, result);
  return result;
}

const unknownTask = object({
  distinct_ids: list(text()),
  subjects: list(integer()),
  fingerprint: text(),
  at: text(),
  message: text("What to check, and what to do."),
} satisfies PropertiesOf<UnknownTask>);

const stopped = object({
  code: text("rate_limited, timeout or another code of an error."),
  message: text(),
  retry_at: nullable(text("When Mixpanel accepts the next request. Null if it does not say.")),
} satisfies PropertiesOf<Stopped>);

export const requestOutput = object({
  request_id: text(),
  kind: choice(["retrieval", "deletion"]),
  compliance_type: choice(["GDPR", "CCPA"]),
  disclosure_type: optional(choice(["Data", "Categories", "Sources"])),
  outcome: choice(
    ["submitted", "partly_submitted", "nothing_found", "dry_run"],
    "submitted: each ID that was found is in a task, which is created but not completed. partly_submitted: see left and unknown, and run the step again later. nothing_found: there is nothing to request. dry_run: nothing was requested.",
  ),
  tasks: list(
    submittedTask,
    "The tasks, those of the same request before included. Store them, and follow each until it has ended: with Privacy Request Completed, or with the Get actions.",
  ),
  created: integer("How many of the tasks were created now."),
  planned: list(
    object({ distinct_id_count: integer(), subjects: list(integer()) }),
    "The tasks that the whole request needs.",
  ),
  left: list(text(), "Distinct IDs that are in no task: run the step again with the same people."),
  unknown: list(
    unknownTask,
    "Requests whose response was lost: their task may exist. They are repeated only with Repeat Requests.",
  ),
  stopped: nullable(stopped),
  refused: nullable(text("Why the request would be refused. Of dry runs only.")),
  subjects: searchOutput.subjects,
  not_found: list(integer(), "Positions of the people for whom nothing was requested, because no ID was found."),
  not_covered: list(text(), "What the request does not reach, for your answer to the person."),
  evidence: evidenceShape,
} satisfies PropertiesOf<RequestResult>);

const TASK = {
  tracking_id: "1234567890123456789",
  subjects: [0],
  distinct_id_count: 1,
  fingerprint: "6d5cb9ac3e4f1d0b8f6b1f6e3a1a7c0e8b0d9e6f4c2a5b7d8e9f0a1b2c3d4e5f",
  submitted_at: "2024-01-31T12:00:00.000Z",
} as const;

/** The example of a result. */
export function requestExample(kind: PrivacyRequest["kind"]): RequestResult {
  const law = { kind, compliance_type: "GDPR" } as const;
  const not_covered = [
    "Other projects: a task is about one Mixpanel project. Request the others with their own Project Token.",
  ];
  return {
    request_id: "ticket-4711",
    ...law,
    outcome: "submitted",
    tasks: [{ ...TASK, ...law, subjects: [0] }],
    created: 1,
    planned: [{ distinct_id_count: 1, subjects: [0] }],
    left: [],
    unknown: [],
    stopped: null,
    refused: null,
    subjects: SEARCH_EXAMPLE.subjects,
    not_found: [],
    not_covered,
    evidence: {
      version: 1,
      request_id: "ticket-4711",
      ...law,
      hashing: "hmac-sha256",
      requester_sha256: null,
      received_at: "2024-01-31T11:00:00Z",
      written_at: "2024-01-31T12:00:01.000Z",
      subjects: [{ index: 0, match: "one", ids: [] }],
      tasks: [{ ...TASK, ...law, subjects: [0], statuses: [], outcome: null, ended_at: null }],
      archives: [],
      verifications: [],
      not_covered,
      sha256: "b1946ac92492d2347c6235b4d2611184b1946ac92492d2347c6235b4d2611184",
    },
  };
}
