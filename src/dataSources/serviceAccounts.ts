import { listServiceAccounts as endpoint } from "../mixpanel/endpoints/serviceAccounts";
import { choice, entriesOf } from "../platform/choices";
import { definePicklist } from "../platform/defineDataSource";

const isPast = (time: unknown) => typeof time === "string" && Date.parse(time) < Date.now();

export const serviceAccounts = definePicklist({
  endpoint,
  label: "Select Service Account",
  description: "Lists the service accounts of the organization. Uses no query of the hourly limit",
  byHand: "If the list cannot be loaded, type the ID of the service account; List Service Accounts returns it as id.",
  example: [{ key: "55", label: "reporter.a1b2c3.mp-service-account" }],
  choices: (accounts) =>
    entriesOf(accounts, endpoint.operation).flatMap(({ id, username, expires }) =>
      choice(id, username, isPast(expires) ? "expired" : undefined),
    ),
});
