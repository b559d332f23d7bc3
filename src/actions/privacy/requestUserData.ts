import { compliance_type } from "../../inputs/privacy";
import { disclosure_type, dryRun, requestedProject, retrievalOptions } from "../../inputs/privacyRequests";
import { searchInputs, subjectInputs } from "../../inputs/privacySubjects";
import { project_id } from "../../inputs/project";
import { regionAndDomain } from "../../inputs/residency";
import { requestUserData as endpoint } from "../../mixpanel/endpoints/privacy";
import { assertDisclosure } from "../../mixpanel/privacy/disclosure";
import { defineAction } from "../../platform/defineAction";
import { requestExample, requestOfForm, requestOutput } from "../../platform/privacyRequests";

export const requestUserData = defineAction({
  endpoint,
  label: "Request User Data",
  description:
    "Asks Mixpanel to collect all data of people, for GDPR or CCPA access requests: finds their distinct IDs, and creates the tasks. It takes hours to weeks until they have ended. The same request does not start a second task",
  important: true,
  inputs: {
    ...subjectInputs,
    compliance_type,
    dryRun,
    project_id,
    regionAndDomain,
    ...searchInputs,
    retrievalOptions,
    requestedProject,
  },
  output: requestOutput,
  example: requestExample("retrieval"),
  run: async ({ client, params, logger, sharedState }) => {
    const { compliance_type, disclosure_type: disclosure } = params;
    const law = { kind: "retrieval", compliance_type, disclosure_type: disclosure } as const;
    assertDisclosure(disclosure_type.label, law);
    return requestOfForm({ client, params, logger, sharedState }, law, { separate: params.separate });
  },
});
