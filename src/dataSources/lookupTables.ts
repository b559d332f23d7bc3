import { project_id } from "../inputs/project";
import { region } from "../inputs/residency";
import { listLookupTables } from "../mixpanel/endpoints/lookupTables";
import { parametersOf } from "../mixpanel/parameters";
import { isRecord } from "../mixpanel/records/json";
import { definePicklist } from "../platform/defineDataSource";

export const lookupTables = definePicklist({
  label: "Fetch Lookup Tables",
  description: "Lists the project's lookup tables",
  inputs: { project_id, region },
  example: [{ key: "1297297a-43a7-4cac-82b0-635d2bd88aac", label: "Product Catalog" }],
  run: async ({ client, params }) => {
    const { results } = await client.call(listLookupTables, parametersOf(listLookupTables, params));
    const tables = Array.isArray(results) ? results.filter(isRecord) : [];
    return tables.map(({ id, name }) => ({
      key: String(id),
      label: typeof name === "string" && name !== "" ? name : String(id),
    }));
  },
});
