import { loadComponent } from "../../../cli/src/bundle";
import { openTarget, type Target } from "../../../cli/src/connection";
import { execute } from "../../../cli/src/execute";
import { seriesOf } from "../../page/results/seriesOf";
import { tablesOf } from "../../page/results/tableOf";

const component = loadComponent();
let target: Target;

beforeAll(async () => {
  const ownSandbox = { sample: true, limits: false };
  target = await openTarget(component, { environment: {}, sandboxUrl: undefined, ownSandbox });
});
afterAll(() => target.close());

async function run(key: string, inputs: Record<string, unknown>): Promise<unknown> {
  const action = component.actions[key];
  if (action === undefined) throw new Error(`There is no action ${key}.`);
  return execute(action, inputs, { connection: target.connection, log: () => {}, debug: false });
}

const RANGE = { from_date: "7 days ago", to_date: "yesterday", flatRows: "true" };

/** The numbers of flat rows, which the component writes from the same report; totals over other rows are no numbers of their own. */
function rowValues(data: unknown): number[] {
  const table = tablesOf(data).find(({ title }) => title === "rows");
  const rows = (table?.rows ?? []).map((row) =>
    Object.fromEntries((table?.columns ?? []).map((column, at) => [column, row[at]])),
  );
  return rows.filter(({ is_total: isTotal }) => isTotal !== true).map(({ value }) => Number(value));
}

const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

describe("V1: charts of what a sandbox returns", () => {
  it.each([
    ["querySegmentation", { event: "Purchased", ...RANGE }, "Date"],
    ["querySegmentation", { event: "Purchased", on: 'properties["category"]', ...RANGE }, "Date"],
    ["querySegmentationSum", { event: "Purchased", on: 'properties["amount"]', ...RANGE }, "Date"],
    ["queryEventCounts", { event: ["Purchased", "Page View"], ...RANGE }, "Date"],
    ["queryRetention", { born_event: "Signed up", event: "Purchased", interval_count: "3", ...RANGE }, "Interval"],
    [
      "queryFrequency",
      { event: "Purchased", unit: "week", addiction_unit: "day", ...RANGE, from_date: "60 days ago" },
      "At least this often",
    ],
    ["queryFunnelSavedReports", { funnel_id: "7001", ...RANGE }, "Step"],
    ["queryInsightsSavedReports", { bookmark_id: "9001", flatRows: "true" }, "Date"],
  ])("%s of %j has the numbers of its flat rows", async (key, inputs, axis) => {
    const data = await run(key, inputs);
    const series = seriesOf(data);
    expect(series?.axis).toBe(axis);
    const drawn = series?.lines.flatMap(({ values }) => values.filter((value) => value !== null)) ?? [];
    expect(total(drawn)).toBeGreaterThan(0);
    expect(total(drawn)).toBeCloseTo(total(rowValues(data)));
    for (const { values } of series?.lines ?? []) expect(values).toHaveLength(series?.labels.length ?? 0);
  });
});
