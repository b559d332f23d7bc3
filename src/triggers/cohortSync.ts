import { trigger } from "@prismatic-io/spectral";
import { keptPages } from "../inputs/cohortPages";
import { booleanInput } from "../inputs/kinds";
import { readable } from "../inputs/readable";
import {
  COHORT_BRANCHES,
  type CohortCallBody,
  receiveCohortCall,
  unprocessedBody,
} from "../mixpanel/webhooks/cohortCall";
import { actionIn } from "../mixpanel/webhooks/cohortMessage";
import { cohortFailure, cohortSuccess } from "../mixpanel/webhooks/cohortReply";
import { readAssembly } from "../mixpanel/webhooks/cohortState";
import { examplePayload } from "../platform/triggerPayload";
import { jsonReply, passedOn, rawTextOf, refusalOf, webhookCredentialsInput } from "../platform/webhookReply";

/** The key under which pages are kept in the flow's state, which other steps of the flow write too. */
const STATE_KEY = "mixpanelCohortSync";
const MINUTE_MS = 60_000;

const example: CohortCallBody = {
  action: "add_members",
  status: "complete",
  message: null,
  project_id: "3015487",
  cohort_id: "2874152",
  cohort_name: "Power users",
  cohort_description: "Active every day of the last week",
  session_id: "6f2a9c1e-8f0b-4f5e-9d43-0a5d1c2b7e11",
  session_started_at: "2026-11-02T10:00:03.218Z",
  complete: true,
  page: 1,
  total_pages: 1,
  member_count: 1,
  members: [{ email: "ada@example.com", first_name: "Ada", last_name: "Lovelace", distinct_id: "ada-1815" }],
  incomplete: [],
};

export const cohortSync = trigger({
  display: {
    label: "Cohort Sync",
    description: "Runs when Mixpanel syncs a cohort: with all members, or with those who entered or left it",
  },
  scheduleSupport: "invalid",
  synchronousResponseSupport: "invalid",
  allowsBranching: true,
  staticBranchNames: [...COHORT_BRANCHES],
  inputs: readable({
    webhookCredentials: webhookCredentialsInput,
    assemblePages: booleanInput("Assemble Pages", {
      default: false,
      comments:
        "When true, the pages of a large cohort are kept until all have arrived, and passed on as one set. Set the flow's concurrency to Sequential (FIFO) then, or pages are lost. When false, each page of up to 1,000 members is passed on by itself.",
    }),
    ...keptPages({ larger: "A larger set fails in Mixpanel with an error.", only: " Only for Assemble Pages." }),
  }),
  perform: async (context, payload, { webhookCredentials, assemblePages, maxMembersHeld, keepMinutes }) => {
    let fault = "";
    const refusal = refusalOf(context, payload.headers, webhookCredentials, (error) => {
      fault = error.message;
      return cohortFailure(actionIn(rawTextOf(payload)), error);
    });
    if (refusal !== undefined) {
      context.logger.warn(`Cohort Sync refused a call: ${fault}`);
      const body = unprocessedBody("rejected", fault);
      return { branch: "nothing_to_do", payload: passedOn(payload, body), response: refusal };
    }
    const kept = context.instanceState[STATE_KEY];
    const { branch, body, reply, state } = receiveCohortCall(rawTextOf(payload), readAssembly(kept), {
      assemblePages,
      maxMembers: maxMembersHeld,
      keepMs: keepMinutes * MINUTE_MS,
      nowMs: Date.now(),
    });
    if (body.message !== null) context.logger.warn(`Cohort Sync: ${body.message}`);
    for (const { reason, received_pages, total_pages } of body.incomplete) {
      context.logger.warn(`Cohort Sync: a set is incomplete (${reason}): ${received_pages} of ${total_pages} pages.`);
    }
    if (assemblePages || kept !== undefined) context.instanceState[STATE_KEY] = state;
    return { branch, payload: passedOn(payload, body), response: jsonReply(reply.statusCode, reply.body) };
  },
  examplePayload: {
    branch: "add_members",
    payload: examplePayload(example),
    response: jsonReply(200, cohortSuccess("add_members")),
  },
});
