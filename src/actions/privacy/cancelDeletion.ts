import { token, tracking_id } from "../../inputs/privacy";
import { regionAndDomain } from "../../inputs/residency";
import { cancelDeletion as endpoint } from "../../mixpanel/endpoints/privacy";
import { parametersOf } from "../../mixpanel/http/parameters";
import { cancelDeletion as cancel } from "../../mixpanel/privacy/cancelDeletion";
import { defineAction } from "../../platform/defineAction";
import { boolean, object, text } from "../../platform/shape";

export const cancelDeletion = defineAction({
  endpoint,
  label: "Cancel Data Deletion",
  description:
    "Cancels a data deletion that has not started: one that is PENDING or STAGING. Fails if it is too late. The data of all its users stays in Mixpanel",
  inputs: { tracking_id: tracking_id("Create Data Deletion"), token, regionAndDomain },
  output: object({ tracking_id: text(), cancelled: boolean("Always true: the step fails otherwise.") }),
  example: { tracking_id: "1234567890123456789", cancelled: true },
  run: async ({ client, params }) => {
    await cancel(client, parametersOf(endpoint, params));
    return { tracking_id: params.tracking_id, cancelled: true };
  },
});
