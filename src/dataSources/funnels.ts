import { project_id, workspace_id } from "../inputs/project";
import { regionAndDomain } from "../inputs/residency";
import { listSavedFunnels } from "../mixpanel/endpoints/queries";
import { isRecord } from "../mixpanel/records/json";
import { known } from "../platform/defineAction";
import { definePicklist } from "../platform/defineDataSource";

export const funnels = definePicklist({
  label: "Fetch Funnels",
  description: "Lists the project's saved funnels; each look spends one of the hour's queries",
  inputs: { project_id, workspace_id, regionAndDomain },
  example: [{ key: "7509", label: "Signup funnel" }],
  run: async ({ client, params }) => {
    const answer = await client.call(listSavedFunnels, known(listSavedFunnels, params));
    const saved = Array.isArray(answer) ? answer.filter(isRecord) : [];
    return saved.map(({ funnel_id, name }) => ({
      key: String(funnel_id),
      label: typeof name === "string" ? name : String(funnel_id),
    }));
  },
});
