import { project_id } from "../../inputs/project";
import { region } from "../../inputs/residency";
import { rowMirror } from "../../inputs/rowMirror";
import { failOnRejectedRows, rowInputs, rowResults, rowSending } from "../../inputs/rows";
import { syncRows as endpoint } from "../../mixpanel/endpoints/rows";
import { assertAllLoaded } from "../../mixpanel/rows/assertAllLoaded";
import { syncRows as sync } from "../../mixpanel/rows/syncRows";
import { defineAction } from "../../platform/defineAction";
import { logProgress, warnIfHeld } from "../../platform/progress";
import { isMirror, rowOptions } from "../../platform/rowForm";
import { runMirror } from "../../platform/rowMirror";
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
    mirror: rowMirror,
    sending: rowSending,
    resultOptions: rowResults,
  },
  output: syncOutput,
  example: SYNC_EXAMPLE,
  run: async ({ client, params, logger, flowState: kept, stepName }) => {
    const { project_id, useProjectToken, geolocate, validateOnly, concurrency, rateShare, resumeFrom } = params;
    const options = {
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
    };
    const result = isMirror(params.target)
      ? await runMirror(client, params.rows, options, params, { kept, stepName, logger })
      : { ...(await sync(client, params.rows, options)), mirror: null };
    if (result.mirror === null) warnIfHeld(logger, result);
    if (params.failOnRejected && !validateOnly) assertAllLoaded(endpoint.operation, result);
    return result;
  },
});
