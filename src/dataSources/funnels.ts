import { listSavedFunnels as endpoint } from "../mixpanel/endpoints/queries";
import { choice, entriesOf } from "../platform/choices";
import { definePicklist } from "../platform/defineDataSource";

export const funnels = definePicklist({
  endpoint,
  label: "Fetch Funnels",
  description: "Lists the project's saved funnels. Each lookup uses one query of the hourly limit",
  byHand: "If the list cannot be loaded, type the number of the funnel; List Saved Funnels returns it as funnel_id.",
  example: [{ key: "7509", label: "Signup funnel" }],
  choices: (saved) => entriesOf(saved, endpoint.operation).flatMap(({ funnel_id, name }) => choice(funnel_id, name)),
});
