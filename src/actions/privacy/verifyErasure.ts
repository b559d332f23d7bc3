import { group } from "../../inputs/group";
import { instantInput, integerInput } from "../../inputs/kinds";
import { evidence } from "../../inputs/privacy";
import { searchInputs, subjectInputs } from "../../inputs/privacySubjects";
import { project_id, workspace_id } from "../../inputs/project";
import { waitForRateLimit } from "../../inputs/queries";
import { regionAndDomain } from "../../inputs/residency";
import { verifyErasure as endpoint } from "../../mixpanel/endpoints/privacy";
import { readEvidence, withVerification } from "../../mixpanel/privacy/evidence";
import { verificationOf, verifyErasure as verify } from "../../mixpanel/privacy/verify";
import { defineAction } from "../../platform/defineAction";
import { findOptionsOf, subjectsOf } from "../../platform/privacySearch";
import { CHECK_EXAMPLE, checkOutput } from "../../platform/privacyVerify";

const DEFAULT_DAYS = 30;
const MAX_DAYS = 366;

export const verifyErasure = defineAction({
  endpoint,
  label: "Verify Erasure",
  description:
    "Checks after an erasure that the profiles and events of people are gone. Lists what is left, what arrived later, and the distinct IDs for a second round. Read-only",
  inputs: {
    ...subjectInputs,
    evidence,
    project_id,
    workspace_id,
    regionAndDomain,
    checkOptions: group("Event Options", "Which events are checked, and which of them count as arrived later.", {
      verifyDays: integerInput("Event Days", {
        min: 1,
        max: MAX_DAYS,
        whenEmpty: DEFAULT_DAYS,
        placeholder: String(DEFAULT_DAYS),
        example: String(DEFAULT_DAYS),
        comments: `How many of the last days of events to check, today included, from 1 to ${MAX_DAYS}. They count toward the limit of 60 exports per hour. At most 1000000 events are read. Leave it empty for ${DEFAULT_DAYS}.`,
      }),
      erasedAt: instantInput("Erased At", {
        example: "2024-01-29T09:30:00Z",
        placeholder: "none",
        comments:
          "When the deletion ended: ended_at of the Privacy Request Completed trigger. Events that Mixpanel received after it are counted as arrived later. Leave it empty to tell none apart.",
      }),
      waitForRateLimit,
    }),
    searchOptions: searchInputs.searchOptions,
  },
  output: checkOutput,
  example: CHECK_EXAMPLE,
  run: async ({ client, params }) => {
    const { verifyDays: days, erasedAt, evidence: given } = params;
    const record = given === undefined ? undefined : readEvidence("Evidence", given);
    const caller = params.waitForRateLimit ? client.waitingForLimits() : client;
    const form = { ...params, exportDays: undefined, event: undefined };
    const erasedMs = erasedAt === undefined ? undefined : Date.parse(erasedAt);
    const check = await verify(caller, await subjectsOf(form), { ...findOptionsOf(form), days, erasedMs });
    if (record === undefined) return check;
    return { ...check, evidence: withVerification(record, verificationOf(check), client.transport.clock.now()) };
  },
});
