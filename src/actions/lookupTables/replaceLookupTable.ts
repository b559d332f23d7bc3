import { required } from "../../inputs/clean";
import { booleanInput, textInput, typedInput } from "../../inputs/kinds";
import { project_id } from "../../inputs/project";
import { region } from "../../inputs/residency";
import { replaceLookupTable as endpoint } from "../../mixpanel/endpoints/lookupTables";
import { assertReplaced, type ReplacedTable, replaceTable } from "../../mixpanel/lookupTables/replaceTable";
import { tableOf } from "../../mixpanel/lookupTables/tableOf";
import { defineAction } from "../../platform/defineAction";
import { failedRecordsOutput } from "../../platform/outputs";
import { boolean, integer, nullable, object, type PropertiesOf, text } from "../../platform/shape";

const ROWS_EXAMPLE = JSON.stringify([
  { sku: "A-100", name: "Desk Lamp", price: 39.9 },
  { sku: "B-200", name: "Office Chair", price: 249 },
]);

const TABLE_COMMENTS =
  "The complete new table, at most 100 MB as CSV: a list of objects, a list of lists whose first one contains the column names, CSV text with a header, or a CSV file from a previous step, gzipped or not. It needs at least two columns. The first column is the ID that events and profiles refer to; each ID may appear only once. Pass numbers with more than 15 digits as text, because JSON numbers lose precision. The current content of the table is replaced.";

export const replaceLookupTable = defineAction({
  endpoint,
  label: "Replace Lookup Table",
  description:
    "Replaces the whole content of a lookup table. A lookup table adds columns, such as a product's name, to events that contain its ID",
  inputs: {
    id: textInput.required("Lookup Table ID", {
      expected: "the ID of a lookup table",
      example: "55b4fb2b-e8de-466c-930f-8b36640b9b5e",
      dataSource: "lookupTables",
      comments:
        "The ID of the lookup table to replace, as List Lookup Tables returns it; in Mixpanel, it is in the table's details under Lexicon > Lookup Tables. To create a new table, upload it there first.",
    }),
    table: {
      ...typedInput("Table", { example: ROWS_EXAMPLE, comments: TABLE_COMMENTS }, (label) =>
        required(label, tableOf, "a list of rows, CSV text or a CSV file"),
      ),
      type: "data",
      required: true,
    },
    idColumn: textInput("ID Column", {
      example: "sku",
      comments:
        "The column that contains the ID; it becomes the first column of the table. Leave it empty if the ID is already the first column.",
    }),
    project_id,
    region,
    failOnRejected: booleanInput("Fail On Rejected", {
      default: true,
      comments:
        "When true, the step fails if rows are invalid, and the error names the first one. When false, the step succeeds and lists these rows in failed_records. In both cases the table in Mixpanel then stays unchanged.",
    }),
  },
  output: object({
    code: nullable(integer("Mixpanel's response code. Null if nothing was sent.")),
    status: nullable(text("Mixpanel's text for the code, such as OK or Bad Request.")),
    replaced: boolean("Whether the table was replaced; it is replaced completely or not at all."),
    rows: integer("Number of rows, without the header."),
    bytes: integer("Size of the CSV before compression."),
    failed_records: failedRecordsOutput("Row number after the header", "row_fields"),
    failed_records_truncated: boolean("Whether more rows may be invalid than are listed."),
  } satisfies PropertiesOf<ReplacedTable>),
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
