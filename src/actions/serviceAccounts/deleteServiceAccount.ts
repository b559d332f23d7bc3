import { allowOwnAccount, serviceAccountId } from "../../inputs/serviceAccounts";
import { deleteServiceAccount as endpoint } from "../../mixpanel/endpoints/serviceAccounts";
import { parametersOf } from "../../mixpanel/http/parameters";
import { refuseOwnAccount } from "../../mixpanel/serviceAccounts/ownAccount";
import { defineAction } from "../../platform/defineAction";
import { CONFIRMED_EXAMPLE, confirmedOutput } from "../../platform/outputs";
import { overridesOf } from "../../platform/overrides";

export const deleteServiceAccount = defineAction({
  endpoint,
  label: "Delete Service Account",
  description:
    "Permanently deletes a service account from the organization and from all its projects. Everything that logs in with it stops working",
  inputs: {
    serviceAccountId,
    allowOwnAccount: allowOwnAccount("this step then is the last one that the connection can run"),
    ...overridesOf(endpoint),
  },
  output: confirmedOutput,
  example: CONFIRMED_EXAMPLE,
  run: async ({ client, params }) => {
    const parameters = parametersOf(endpoint, params);
    if (!params.allowOwnAccount)
      await refuseOwnAccount(client, {
        input: serviceAccountId.label,
        ids: [params.serviceAccountId],
        organization_id: parameters.organization_id,
        effect: "Deleting it would lock out this connection.",
      });
    return client.call(endpoint, parameters);
  },
});
