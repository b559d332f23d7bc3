import { integerInput } from "../../inputs/kinds";
import { rowInputs } from "../../inputs/rows";
import { previewRows as endpoint } from "../../mixpanel/endpoints/rows";
import { previewRows as preview } from "../../mixpanel/rows/previewRows";
import { defineAction } from "../../platform/defineAction";
import { rowOptions } from "../../platform/rowForm";
import { PREVIEW_EXAMPLE, previewOutput } from "../../platform/rowPreviewOutput";

const DEFAULT_ROWS = 10;
const MAX_ROWS = 1_000;

export const previewRows = defineAction({
  endpoint,
  label: "Preview Rows",
  description:
    "Shows the first rows as Sync Rows would send them, and why some would be rejected. Sends nothing to Mixpanel",
  inputs: {
    ...rowInputs,
    maxRows: integerInput("Max Rows", {
      min: 1,
      max: MAX_ROWS,
      whenEmpty: DEFAULT_ROWS,
      placeholder: String(DEFAULT_ROWS),
      example: "25",
      comments: `How many rows to show, from the first one, at most ${MAX_ROWS}. Leave it empty for ${DEFAULT_ROWS}.`,
    }),
  },
  output: previewOutput,
  example: PREVIEW_EXAMPLE,
  run: ({ client, params }) => preview(client, params.rows, rowOptions(params), params.maxRows),
});
