import { listLookupTables as endpoint } from "../../mixpanel/endpoints/lookupTables";
import { defineOperation } from "../../platform/defineOperation";
import { integer, list, nullable, object, optional, text } from "../../platform/shape";

export const listLookupTables = defineOperation({
  endpoint,
  label: "List Lookup Tables",
  description: "Lists the names and IDs of the project's lookup tables",
  inputs: {},
  output: object({
    code: optional(integer()),
    status: text(),
    results: optional(
      nullable(list(object({ id: text(), name: text() }), "Null if the project has no lookup tables.")),
    ),
  }),
  example: {
    code: 200,
    status: "OK",
    results: [
      { id: "55b4fb2b-e8de-466c-930f-8b36640b9b5e", name: "Accounts" },
      { id: "1297297a-43a7-4cac-82b0-635d2bd88aac", name: "Product Catalog" },
    ],
  },
});
