import { allowOwnAccount, projectIds, service_account_ids } from "../../inputs/serviceAccounts";
import { removeServiceAccountsFromProjects as endpoint } from "../../mixpanel/endpoints/serviceAccounts";
import { parametersOf } from "../../mixpanel/http/parameters";
import { refuseOwnAccount } from "../../mixpanel/serviceAccounts/ownAccount";
import { defineAction } from "../../platform/defineAction";
import { CONFIRMED_EXAMPLE, confirmedOutput } from "../../platform/outputs";
import { overridesOf } from "../../platform/overrides";

const accounts = service_account_ids("remove");

export const removeServiceAccountsFromProjects = defineAction({
  endpoint,
  label: "Remove Service Accounts From Projects",
  description:
    "Removes service accounts from projects, so that they can no longer read or change them. The accounts are not deleted",
  inputs: {
    serviceAccountIds: accounts,
    projects: projectIds,
    allowOwnAccount: allowOwnAccount("the connection then loses the projects"),
    ...overridesOf(endpoint),
  },
  output: confirmedOutput,
  example: CONFIRMED_EXAMPLE,
  run: async ({ client, params }) => {
    const { organization_id } = parametersOf(endpoint, params);
    if (!params.allowOwnAccount)
      await refuseOwnAccount(client, {
        input: accounts.label,
        ids: params.serviceAccountIds,
        organization_id,
        effect: "Removing it would lock this connection out of the projects.",
      });
    const projects = params.projects.map((id) => ({ id, service_account_ids: params.serviceAccountIds }));
    return client.call(endpoint, { organization_id, projects });
  },
});
