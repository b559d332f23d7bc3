import { failOnRejectedTable, idColumn, lookupTableId, table } from "../../inputs/lookupTables";
import { project_id } from "../../inputs/project";
import { region } from "../../inputs/residency";
import { replaceLookupTable as endpoint } from "../../mixpanel/endpoints/lookupTables";
import { assertReplaced, replaceTable } from "../../mixpanel/lookupTables/replaceTable";
import { defineAction } from "../../platform/defineAction";

export const replaceLookupTable = defineAction({
  endpoint,
  label: "Replace Lookup Table",
  description:
    "Replaces all rows of a lookup table, which adds columns such as a product's name to events that bear its ID",
  inputs: { id: lookupTableId, table, idColumn, project_id, region, failOnRejected: failOnRejectedTable },
  output: {
    type: "object",
    properties: {
      code: { type: ["integer", "null"], description: "Mixpanel's own response code. Null if nothing was sent." },
      status: { type: ["string", "null"], description: "Mixpanel's word for the code, such as OK or Bad Request." },
      replaced: { type: "boolean", description: "Whether the table is now the new one; it is never so in part." },
      rows: { type: "integer", description: "Rows below the header." },
      bytes: { type: "integer", description: "Size of the CSV before compression." },
      failed_records: {
        type: "array",
        items: {
          type: "object",
          properties: {
            index: { type: "integer", description: "Position below the header, from 0." },
            rule: { type: "string", description: "The broken rule, where it was checked before sending: row_fields." },
            message: { type: "string" },
          },
          required: ["index", "message"],
        },
      },
      failed_records_truncated: { type: "boolean", description: "Whether more rows may be wrong than are listed." },
    },
    required: ["code", "status", "replaced", "rows", "bytes", "failed_records", "failed_records_truncated"],
  },
  example: {
    code: 200,
    status: "OK",
    replaced: true,
    rows: 2,
    bytes: 59,
    failed_records: [],
    failed_records_truncated: false,
  },
  run: async ({ client, params }) => {
    const result = await replaceTable(client, params.table, {
      id: params.id,
      projectId: params.project_id,
      idColumn: params.idColumn,
    });
    if (params.failOnRejected) assertReplaced(result);
    return result;
  },
});
