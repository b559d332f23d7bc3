import { project_id } from "../../inputs/project";
import { region } from "../../inputs/residency";
import { failOnRejectedRows, rowInputs, rowResults, rowSending } from "../../inputs/rows";
import { syncRows as endpoint } from "../../mixpanel/endpoints/rows";
import { assertAllLoaded } from "../../mixpanel/rows/assertAllLoaded";
import { syncRows as sync } from "../../mixpanel/rows/syncRows";
import { defineAction } from "../../platform/defineAction";
import { logProgress, warnIfHeld } from "../../platform/progress";
import { rowOptions } from "../../platform/rowForm";
import { SYNC_EXAMPLE, syncOutput } from "../../platform/rowOutputs";

export const syncRows = defineAction({
  endpoint,
  label: "Sync Rows",
  description:
    "Sends rows of a warehouse, a database or a CSV file to Mixpanel as events, user profiles, group profiles or a lookup table. Rejected rows are returned with the reason",
  important: true,
  inputs: {
    ...rowInputs,
    failOnRejected: failOnRejectedRows,
    project_id,
    region,
    sending: rowSending,
    resultOptions: rowResults,
  },
  output: syncOutput,
  example: SYNC_EXAMPLE,
  run: async ({ client, params, logger }) => {
    const { project_id, useProjectToken, geolocate, validateOnly, concurrency, rateShare, resumeFrom } = params;
    const result = await sync(client, params.rows, {
      ...rowOptions(params),
      projectId: project_id,
      useProjectToken,
      geolocate,
      validateOnly,
      concurrency,
      rateShare,
      resumeFrom,
      maxListed: params.maxListed,
      files: params.files,
      onProgress: logProgress(logger, "rows"),
    });
    warnIfHeld(logger, result);
    if (params.failOnRejected && !validateOnly) assertAllLoaded(endpoint.operation, result);
    return result;
  },
});
