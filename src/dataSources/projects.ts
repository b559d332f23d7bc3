import { residencies } from "../inputs/residency";
import { readMe } from "../mixpanel/connection/me";
import { testConnection as endpoint } from "../mixpanel/endpoints/account";
import { choice } from "../platform/choices";
import { definePicklist } from "../platform/defineDataSource";

export const projects = definePicklist({
  endpoint,
  label: "Select Project",
  description: "Lists the projects that the service account may use. Uses no query of the hourly limit",
  inputs: residencies,
  byHand: "If the list cannot be loaded, type the project's ID: find it in Mixpanel under Project Settings > Overview.",
  example: [{ key: "1234567", label: "Production" }],
  choices: (response) => readMe(response).projects.flatMap(({ id, name }) => choice(id, name)),
});
