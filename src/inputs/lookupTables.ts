import { input } from "@prismatic-io/spectral";
import { tableOf } from "../mixpanel/lookupTables/tableOf";
import { boolean, required, requiredText, text } from "./clean";

export const lookupTableId = input({
  label: "Lookup Table ID",
  type: "string",
  required: true,
  placeholder: "55b4fb2b-e8de-466c-930f-8b36640b9b5e",
  example: "55b4fb2b-e8de-466c-930f-8b36640b9b5e",
  dataSource: "lookupTables",
  comments:
    "The lookup table to replace. List Lookup Tables returns it as id; in Mixpanel it is under Lexicon > Lookup Tables, in the details of the table. A new table is made there first.",
  clean: requiredText("Lookup Table ID", "the ID of a lookup table"),
});

const TABLE_EXPECTED = "a list of rows, CSV text or a CSV file";
const ROWS_EXAMPLE = JSON.stringify([
  { sku: "A-100", name: "Desk Lamp", price: 39.9 },
  { sku: "B-200", name: "Office Chair", price: 249 },
]);

export const table = input({
  label: "Table",
  type: "data",
  required: true,
  placeholder: ROWS_EXAMPLE,
  example: ROWS_EXAMPLE,
  comments:
    "The whole new table, at most 100 MB as CSV: a list of objects, a list of lists whose first one holds the column names, CSV text with a header, or a CSV file of a previous step, gzip or not. It has at least two columns. The first one is the ID that events and profiles refer to; each ID stands there once. Numbers of more than 15 digits belong into a list as text. What is in the table now is gone afterwards.",
  clean: required("Table", tableOf, TABLE_EXPECTED),
});

export const idColumn = input({
  label: "ID Column",
  type: "string",
  required: false,
  placeholder: "sku",
  example: "sku",
  comments:
    "The column of the rows that is the ID; it becomes the first one of the table. Leave it empty where the ID is the first column already.",
  clean: text("ID Column"),
});

export const failOnRejectedTable = input({
  label: "Fail On Rejected",
  type: "boolean",
  required: false,
  default: "true",
  comments:
    "When true, the step fails if rows are not usable, and the error names the first of them. When false, the step succeeds and lists these rows in failed_records. Either way the table in Mixpanel then stays as it was.",
  clean: (value: unknown) => boolean("Fail On Rejected")(value) ?? true,
});
