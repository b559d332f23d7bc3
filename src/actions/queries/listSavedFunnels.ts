import { useProjectToken } from "../../inputs/project";
import { listSavedFunnels as endpoint } from "../../mixpanel/endpoints/queries";
import { defineOperation } from "../../platform/defineOperation";
import { integerOrText, list, object, text } from "../../platform/shape";

export const listSavedFunnels = defineOperation({
  endpoint,
  label: "List Saved Funnels (Legacy)",
  description:
    "Lists the names and IDs of the project's saved funnels. Mixpanel no longer develops this API: for new integrations, save the funnel as a report, whose ID is in its address, and use Query Insights Saved Reports",
  inputs: {},
  steering: { useProjectToken },
  output: list(object({ funnel_id: integerOrText(), name: text() })),
  example: [
    { funnel_id: 7509, name: "Signup funnel" },
    { funnel_id: 9070, name: "Funnel tutorial" },
  ],
});
