import { compliance_type, privacyIds, token } from "../../inputs/privacy";
import { disclosure_type } from "../../inputs/privacyRequests";
import { regionAndDomain } from "../../inputs/residency";
import { createRetrieval as endpoint } from "../../mixpanel/endpoints/privacy";
import { parametersOf } from "../../mixpanel/http/parameters";
import { assertDisclosure } from "../../mixpanel/privacy/disclosure";
import { assertPrivacyIds, MAX_RETRIEVAL_IDS } from "../../mixpanel/privacy/ids";
import { createdTask } from "../../mixpanel/privacy/tasks";
import { defineAction } from "../../platform/defineAction";
import { CREATED_EXAMPLE, createdOutput } from "../../platform/privacy";

const distinct_ids = privacyIds(
  `The users whose data to collect: up to ${MAX_RETRIEVAL_IDS} distinct IDs, used exactly as given. In projects that still use aliases, include all IDs of a user. Mixpanel cannot process a request with a wrong ID.`,
);

export const createRetrieval = defineAction({
  endpoint,
  label: "Create Data Retrieval",
  description:
    "Asks Mixpanel to collect all data of users, for GDPR or CCPA access requests. It takes hours to weeks: store the tracking_id, and ask for the result with Get Data Retrieval in a later run. Running it again creates another task",
  inputs: { distinct_ids, compliance_type, disclosure_type, token, regionAndDomain },
  output: createdOutput,
  example: CREATED_EXAMPLE,
  run: async ({ client, params }) => {
    assertPrivacyIds(distinct_ids.label, params.distinct_ids, MAX_RETRIEVAL_IDS);
    assertDisclosure(disclosure_type.label, params);
    return createdTask(endpoint.operation, await client.call(endpoint, parametersOf(endpoint, params)));
  },
});
