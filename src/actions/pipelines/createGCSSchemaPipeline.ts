import { group } from "../../inputs/group";
import { DEPRECATED, fileInputs, gcsBucket } from "../../inputs/pipelines";
import { createGCSSchemaPipeline as endpoint } from "../../mixpanel/endpoints/pipelines";
import { definePipeline } from "../../platform/definePipeline";

export const createGCSSchemaPipeline = definePipeline({
  endpoint,
  label: "Create GCS Schema Pipeline (Legacy)",
  description: `Creates a pipeline that exports tables of events or user profiles to a Google Cloud Storage bucket. ${DEPRECATED}`,
  destination: { ...gcsBucket, tables: group("Tables and Files", "What the exported tables look like.", fileInputs) },
  example: "events-daily-gcs-schema-monoschema",
});
