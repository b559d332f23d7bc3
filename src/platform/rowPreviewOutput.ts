import type { RowsPreview } from "../mixpanel/rows/previewRows";
import { column, field, message, mode, position, row, rule, target, warnings } from "./rowOutputs";
import { anything, integer, keyed, list, nullable, object, optional, type PropertiesOf, text } from "./shape";

/** The result of Preview Rows. */

export const previewOutput = object({
  target,
  mode,
  columns: list(text(), "The columns of the rows."),
  previewed: integer("Number of rows that were read."),
  rejected: integer("How many of them would be rejected."),
  rows: list(
    object({
      position,
      row,
      record: nullable(
        keyed(
          anything(),
          "The event, profile update or row of the lookup table, without the project token. Null if the row cannot be one.",
        ),
      ),
      violations: list(
        object({
          field: optional(field),
          column: optional(column),
          rule: optional(rule),
          message,
        } satisfies PropertiesOf<RowsPreview["rows"][number]["violations"][number]>),
        "Why the row would be rejected.",
      ),
    } satisfies PropertiesOf<RowsPreview["rows"][number]>),
  ),
  warnings,
} satisfies PropertiesOf<RowsPreview>);

export const PREVIEW_EXAMPLE: RowsPreview = {
  target: "events",
  mode: "insert",
  columns: ["user_id", "created_at", "plan"],
  previewed: 1,
  rejected: 0,
  rows: [
    {
      position: 0,
      row: { user_id: "user-12345", created_at: "2026-01-15 10:00:00", plan: "pro" },
      record: {
        event: "Plan Changed",
        properties: {
          time: 1768471200000,
          distinct_id: "user-12345",
          plan: "pro",
          $insert_id: "5e3a7c0d9b1f4a628c7d2e9f0b3a6c15",
        },
      },
      violations: [],
    },
  ],
  warnings: [],
};
