import { project_id } from "../../inputs/project";
import { region } from "../../inputs/residency";
import { listLookupTables as endpoint } from "../../mixpanel/endpoints/lookupTables";
import { callEndpoint, defineAction } from "../../platform/defineAction";

export const listLookupTables = defineAction({
  endpoint,
  label: "List Lookup Tables",
  description: "Lists the names and IDs of the project's lookup tables",
  inputs: { project_id, region },
  output: {
    type: "object",
    properties: {
      code: { type: "integer" },
      status: { type: "string" },
      results: {
        type: "array",
        items: {
          type: "object",
          properties: { id: { type: "string" }, name: { type: "string" } },
          required: ["id", "name"],
        },
      },
    },
    required: ["results"],
  },
  example: {
    code: 200,
    status: "OK",
    results: [
      { id: "55b4fb2b-e8de-466c-930f-8b36640b9b5e", name: "Accounts" },
      { id: "1297297a-43a7-4cac-82b0-635d2bd88aac", name: "Product Catalog" },
    ],
  },
  run: callEndpoint(endpoint),
});
