import { listLookupTables as endpoint } from "../mixpanel/endpoints/lookupTables";
import { choice, entriesOf } from "../platform/choices";
import { definePicklist } from "../platform/defineDataSource";

export const lookupTables = definePicklist({
  endpoint,
  label: "Fetch Lookup Tables",
  description: "Lists the project's lookup tables",
  byHand: "If the list cannot be loaded, type the ID of the lookup table; List Lookup Tables returns it as id.",
  example: [{ key: "1297297a-43a7-4cac-82b0-635d2bd88aac", label: "Product Catalog" }],
  choices: (tables) => entriesOf(tables, endpoint.operation).flatMap(({ id, name }) => choice(id, name)),
});
