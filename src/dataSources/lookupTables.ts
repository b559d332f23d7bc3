import { listLookupTables as endpoint } from "../mixpanel/endpoints/lookupTables";
import { isRecord } from "../mixpanel/records/json";
import { definePicklist } from "../platform/defineDataSource";

export const lookupTables = definePicklist({
  endpoint,
  label: "Fetch Lookup Tables",
  description: "Lists the project's lookup tables",
  byHand: "Without the list, type the ID of the lookup table; List Lookup Tables returns it as id.",
  example: [{ key: "1297297a-43a7-4cac-82b0-635d2bd88aac", label: "Product Catalog" }],
  choices: ({ results }) => {
    const tables = Array.isArray(results) ? results.filter(isRecord) : [];
    return tables.map(({ id, name }) => ({
      key: String(id),
      label: typeof name === "string" && name !== "" ? name : String(id),
    }));
  },
});
