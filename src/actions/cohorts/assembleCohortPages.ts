import { isUnset, required } from "../../inputs/clean";
import { keptPages } from "../../inputs/cohortPages";
import { typedInput } from "../../inputs/kinds";
import { assembleCohortPages as endpoint } from "../../mixpanel/endpoints/cohorts";
import { type CohortCallBody, receiveMessage } from "../../mixpanel/webhooks/cohortCall";
import { readDelivery } from "../../mixpanel/webhooks/cohortDelivery";
import { readAssembly } from "../../mixpanel/webhooks/cohortState";
import { defineAction } from "../../platform/defineAction";
import { anything, boolean, integer, keyed, list, nullable, object, text } from "../../platform/shape";

/** Not that of the trigger, whose state may be older: it can run before the executions of earlier calls have ended. */
const STATE_KEY = "mixpanelCohortPages";
const MINUTE_MS = 60_000;

const delivery = {
  ...typedInput(
    "Delivery",
    {
      example:
        '{"status": "page", "action": "members", "cohort_id": "2874152", "session_id": "6f2a9c1e-8f0b", "session_started_at": "2026-11-02T10:00:03.218Z", "page": 1, "total_pages": 3, "members": [{"distinct_id": "ada-1815"}]}',
      comments:
        "One call of a cohort sync: body.data of the Cohort Sync trigger. Turn Assemble Pages off in the trigger.",
    },
    (label) =>
      required(
        label,
        (value) => (isUnset(value) ? undefined : readDelivery(label, value)),
        "a call of the Cohort Sync trigger",
      ),
  ),
  type: "code" as const,
  language: "json" as const,
  required: true as const,
};

const source = {
  project_id: nullable(text()),
  cohort_name: nullable(text()),
  cohort_description: nullable(text()),
};
const incomplete = object({
  ...source,
  action: text("What the set would have been: members, add_members or remove_members."),
  cohort_id: text(),
  session_id: nullable(text()),
  reason: text("expired: pages did not arrive in time. too_large: more members than can be kept."),
  total_pages: integer(),
  received_pages: integer(),
  missing_pages: list(integer(), "The first 1000 missing pages."),
  began_at: text("When its first page arrived."),
});

export const assembleCohortPages = defineAction({
  endpoint,
  label: "Assemble Cohort Pages",
  description:
    "Keeps the pages of a cohort sync in the flow's state until all have arrived, and returns them as one set. For flows that process one call at a time",
  inputs: {
    delivery,
    ...keptPages({ larger: "A larger set is given up, and reported as incomplete.", only: "" }),
  },
  output: object({
    ...source,
    action: nullable(text("members: all members, which replace what you have. add_members, remove_members: changes.")),
    cohort_id: nullable(text()),
    session_id: nullable(text("The same in all pages of a delivery.")),
    session_started_at: nullable(
      text("When the first page of the delivery arrived: the same each time the delivery is returned."),
    ),
    status: text(
      "complete, empty, waiting, repeated, superseded, too_large, malformed or rejected, as in the Cohort Sync trigger.",
    ),
    message: nullable(text("What is wrong, if the call failed.")),
    complete: boolean("Whether members is a whole set. Process members only then."),
    page: nullable(integer("The page of this call, counted from 1.")),
    total_pages: nullable(integer()),
    member_count: integer(),
    members: list(keyed(anything()), "The members of a complete set; otherwise empty."),
    incomplete: list(incomplete, "Earlier sets that did not arrive whole. Each is reported once."),
  } satisfies Record<keyof CohortCallBody, unknown>),
  example: {
    action: "members",
    status: "complete",
    message: null,
    project_id: "3015487",
    cohort_id: "2874152",
    cohort_name: "Power users",
    cohort_description: "Active every day of the last week",
    session_id: "6f2a9c1e-8f0b-4f5e-9d43-0a5d1c2b7e11",
    session_started_at: "2026-11-02T10:00:03.218Z",
    complete: true,
    page: 3,
    total_pages: 3,
    member_count: 1,
    members: [{ distinct_id: "ada-1815", email: "ada@example.com" }],
    incomplete: [],
  },
  run: async ({ params, logger, flowState }) => {
    const { delivery: given, maxMembersHeld: maxMembers, keepMinutes } = params;
    if ("unprocessed" in given) return given.unprocessed;
    // The time of the call, not of this execution: calls may wait in the flow's queue for long.
    const { message, receivedMs: nowMs } = given;
    const options = { assemblePages: true, maxMembers, keepMs: keepMinutes * MINUTE_MS, nowMs };
    const { body, state } = receiveMessage(message, readAssembly(flowState[STATE_KEY]), options);
    flowState[STATE_KEY] = state;
    if (body.message !== null) logger.warn(`Assemble Cohort Pages: ${body.message}`);
    for (const { reason, received_pages, total_pages } of body.incomplete)
      logger.warn(`Assemble Cohort Pages: a set is incomplete (${reason}): ${received_pages} of ${total_pages} pages.`);
    return body;
  },
});
