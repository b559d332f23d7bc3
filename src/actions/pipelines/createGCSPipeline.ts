import {
  frequency,
  gcs_bucket,
  gcs_prefix,
  gcs_region,
  pipeline_from_date,
  pipeline_to_date,
  pipelineEvents,
  trial,
} from "../../inputs/pipelines";
import { project_id } from "../../inputs/project";
import { assertDateOrder, where } from "../../inputs/queries";
import { dataAndDomain } from "../../inputs/residency";
import { createGCSPipeline as endpoint } from "../../mixpanel/endpoints/pipelines";
import { InputError } from "../../mixpanel/errors";
import { parametersOf } from "../../mixpanel/parameters";
import { earliestPipelineStart } from "../../mixpanel/raw/pipelineStart";
import { defineAction } from "../../platform/defineAction";

export const createGCSPipeline = defineAction({
  endpoint,
  label: "Create GCS Pipeline",
  description: "Makes a pipeline that exports raw events to a Google Cloud Storage bucket",
  inputs: {
    gcs_bucket,
    gcs_region,
    gcs_prefix,
    from_date: pipeline_from_date,
    to_date: pipeline_to_date,
    project_id,
    dataAndDomain,
    trial,
    frequency,
    events: pipelineEvents,
    where,
  },
  output: {
    type: "object",
    properties: { pipeline_names: { type: "array", items: { type: "string" } } },
    required: ["pipeline_names"],
  },
  example: { pipeline_names: ["trial-events-daily-gcs-raw"] },
  run: async ({ client, params }) => {
    assertDateOrder(params.from_date, params.to_date);
    if (params.from_date === undefined && params.trial !== true) {
      throw new InputError({
        input: "From Date",
        got: "nothing",
        expected: "a day as yyyy-mm-dd, unless Trial is true",
      });
    }
    const earliest = earliestPipelineStart(client.transport.clock.now());
    if (params.from_date !== undefined && params.from_date < earliest) {
      throw new InputError({
        input: "From Date",
        got: params.from_date,
        expected: `a day at most six months ago: ${earliest} or later`,
      });
    }
    const { frequency, ...rest } = parametersOf(endpoint, params);
    return client.call(endpoint, { ...rest, ...(params.to_date === undefined ? { frequency } : {}) });
  },
});
