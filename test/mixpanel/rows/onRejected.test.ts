import { MixpanelClient } from "../../../src/mixpanel/client";
import { syncRows } from "../../../src/mixpanel/rows/syncRows";
import type { RejectedRow } from "../../../src/mixpanel/rows/types";

test("F1: every rejected row is told with its columns, beyond what the result lists", async () => {
  const told: RejectedRow[] = [];
  const rows = ["event,time,distinct_id", "A,soon,u1", "B,1700000000,u2", "C,,u3", "D"].join("\n");
  const result = await syncRows(new MixpanelClient({ credentials: {} }), rows, {
    target: { kind: "events" },
    validateOnly: true,
    maxListed: 1,
    onRejected: (row) => told.push(row),
  });
  expect(result).toMatchObject({ rejected: 3, rejected_rows_truncated: true });
  expect(told.map(({ position, rule, column, row }) => ({ position, rule, column, row }))).toEqual([
    { position: 0, rule: "time_format", column: "time", row: { event: "A", time: "soon", distinct_id: "u1" } },
    { position: 2, rule: "time_missing", column: "time", row: { event: "C", time: "", distinct_id: "u3" } },
    { position: 3, rule: "row_fields", column: undefined, row: ["D"] },
  ]);
});
