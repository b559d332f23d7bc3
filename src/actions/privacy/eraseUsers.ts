import { confirmationInput } from "../../inputs/confirmation";
import { compliance_type } from "../../inputs/privacy";
import { erasureBounds, erasureOptions, requestedProject } from "../../inputs/privacyRequests";
import { searchInputs, subjectInputs } from "../../inputs/privacySubjects";
import { project_id } from "../../inputs/project";
import { regionAndDomain } from "../../inputs/residency";
import { eraseUsers as endpoint } from "../../mixpanel/endpoints/privacy";
import { defineAction } from "../../platform/defineAction";
import { requestExample, requestOfForm, requestOutput } from "../../platform/privacyRequests";

export const eraseUsers = defineAction({
  endpoint,
  label: "Erase Users",
  description:
    "Permanently deletes all events and profiles of people, for GDPR or CCPA: finds their distinct IDs, and creates the tasks. It takes up to 30 days and cannot be undone after it has started; until then, Cancel Data Deletion cancels a task. The same request does not start a second task",
  important: true,
  inputs: {
    ...subjectInputs,
    compliance_type,
    confirmation: confirmationInput("Confirm Erasure", {
      phrase: "ERASE USERS",
      effect: "The step then permanently deletes all events and profiles of the people it finds, except in a dry run.",
    }),
    project_id,
    regionAndDomain,
    ...searchInputs,
    erasureBounds,
    erasureOptions,
    requestedProject,
  },
  output: requestOutput,
  example: requestExample("deletion"),
  run: async ({ client, params, logger, sharedState }) => {
    const { compliance_type, group_keys: groupKeys, maxProfiles, maxDistinctIds } = params;
    const bounds = { maxProfiles, maxIds: maxDistinctIds };
    const law = { kind: "deletion", compliance_type } as const;
    return requestOfForm({ client, params, logger, sharedState }, law, { groupKeys, bounds });
  },
});
