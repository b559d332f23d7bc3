import { listSavedFunnels as endpoint } from "../mixpanel/endpoints/queries";
import { isRecord } from "../mixpanel/records/json";
import { definePicklist } from "../platform/defineDataSource";

export const funnels = definePicklist({
  endpoint,
  label: "Fetch Funnels",
  description: "Lists the project's saved funnels. Each lookup uses one query of the hourly limit",
  example: [{ key: "7509", label: "Signup funnel" }],
  choices: (saved) =>
    saved.filter(isRecord).map(({ funnel_id, name }) => ({
      key: String(funnel_id),
      label: typeof name === "string" ? name : String(funnel_id),
    })),
});
