import { project_id, workspace_id } from "../inputs/project";
import { regionAndDomain } from "../inputs/residency";
import { listSavedFunnels } from "../mixpanel/endpoints/queries";
import { parametersOf } from "../mixpanel/parameters";
import { isRecord } from "../mixpanel/records/json";
import { definePicklist } from "../platform/defineDataSource";

export const funnels = definePicklist({
  label: "Fetch Funnels",
  description: "Lists the project's saved funnels; each look spends one of the hour's queries",
  inputs: { project_id, workspace_id, regionAndDomain },
  example: [{ key: "7509", label: "Signup funnel" }],
  run: async ({ client, params }) => {
    const saved = await client.call(listSavedFunnels, parametersOf(listSavedFunnels, params));
    return saved.filter(isRecord).map(({ funnel_id, name }) => ({
      key: String(funnel_id),
      label: typeof name === "string" ? name : String(funnel_id),
    }));
  },
});
