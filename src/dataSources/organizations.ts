import { residencies } from "../inputs/residency";
import { readMe } from "../mixpanel/connection/me";
import { testConnection as endpoint } from "../mixpanel/endpoints/account";
import { choice } from "../platform/choices";
import { definePicklist } from "../platform/defineDataSource";

export const organizations = definePicklist({
  endpoint,
  label: "Select Organization",
  description: "Lists the organizations that the service account belongs to. Uses no query of the hourly limit",
  inputs: residencies,
  byHand:
    "If the list cannot be loaded, type the organization's ID: Test Connection returns that of the project's organization.",
  example: [{ key: "9876543", label: "Example Inc." }],
  choices: (response) => readMe(response).organizations.flatMap(({ id, name }) => choice(id, name)),
});
