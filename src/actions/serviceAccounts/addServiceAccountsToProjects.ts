import { projectRoles, service_account_ids } from "../../inputs/serviceAccounts";
import { addServiceAccountsToProjects as endpoint } from "../../mixpanel/endpoints/serviceAccounts";
import { InputError } from "../../mixpanel/errors";
import { defineOperation } from "../../platform/defineOperation";
import { CONFIRMED_EXAMPLE, confirmedOutput } from "../../platform/outputs";

const projects = projectRoles(
  "The projects to add the service accounts to, each with a role. Every account gets that role in the project.",
);

export const addServiceAccountsToProjects = defineOperation({
  endpoint,
  label: "Add Service Accounts To Projects",
  description:
    "Makes service accounts members of projects, with a role for each project. An account that is a member already gets the new role",
  inputs: { service_account_ids: service_account_ids("add"), projects },
  output: confirmedOutput,
  example: CONFIRMED_EXAMPLE,
  check: ({ projects: rows }) => {
    if (rows.length === 0)
      throw new InputError({ input: projects.label, got: "nothing", expected: "at least one project with a role" });
  },
});
