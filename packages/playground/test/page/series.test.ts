import { loadComponent } from "../../../cli/src/bundle";
import { seriesOf } from "../../page/results/seriesOf";

const { actions } = loadComponent();
const exampleOf = (key: string): unknown => Object(actions[key]?.examplePayload).data;

describe("V1: a chart where the result is a series", () => {
  it("segmentation is a line for each segment, with gaps where Mixpanel sent no number", () => {
    expect(seriesOf(exampleOf("querySegmentation"))).toEqual({
      kind: "line",
      axis: "Date",
      labels: ["2024-01-01", "2024-01-02"],
      lines: [
        { name: "pro", values: [147, 146] },
        { name: "free", values: [12, null] },
      ],
    });
  });

  it("counts of several events are a line for each event", () => {
    const series = seriesOf(exampleOf("queryEventCounts"));
    expect(series?.lines.map(({ name }) => name)).toEqual(["Signed Up", "Purchased"]);
  });

  it("sums by date are one line, named as the result names them", () => {
    expect(seriesOf(exampleOf("querySegmentationSum"))).toEqual({
      kind: "line",
      axis: "Date",
      labels: ["2024-01-01", "2024-01-02"],
      lines: [{ name: "results", values: [420.5, 96] }],
    });
  });

  it("insights is a line for each event, and midnight is left out of the dates", () => {
    expect(seriesOf(exampleOf("queryInsightsSavedReports"))).toEqual({
      kind: "line",
      axis: "Date",
      labels: ["2020-08-31", "2020-09-07"],
      lines: [{ name: "Logged in", values: [9852, 4325] }],
    });
  });

  it("insights by segment names event and segment; what all lines share is left out", () => {
    const names = (series: unknown) => seriesOf({ series })?.lines.map(({ name }) => name);
    const signedUp = { pro: { "2024-01-01": 1 }, free: { "2024-01-01": 2 } };
    const purchased = { pro: { "2024-01-01": 3 } };
    expect(names({ "Signed Up": signedUp, Purchased: purchased })).toEqual([
      "Signed Up · pro",
      "Signed Up · free",
      "Purchased · pro",
    ]);
    expect(names({ "Signed Up": signedUp })).toEqual(["pro", "free"]);
  });

  it("retention is a line of intervals for each cohort", () => {
    expect(seriesOf(exampleOf("queryRetention"))).toEqual({
      kind: "line",
      axis: "Interval",
      labels: ["0", "1", "2"],
      lines: [
        { name: "2024-01-01", values: [9, 7, 6] },
        { name: "2024-01-02", values: [8, 4, 3] },
      ],
    });
  });

  it("retention by segment names date and segment", () => {
    const results = { "2024-01-01": { pro: { counts: [3, 2], first: 3 }, free: { counts: [1], first: 1 } } };
    expect(seriesOf({ results })?.lines).toEqual([
      { name: "2024-01-01 · pro", values: [3, 2] },
      { name: "2024-01-01 · free", values: [1, null] },
    ]);
  });

  it("frequency is a line for each period", () => {
    expect(seriesOf(exampleOf("queryFrequency"))).toMatchObject({
      axis: "At least this often",
      labels: ["1", "2", "3"],
      lines: [
        { name: "2024-01-01", values: [305, 107, 60] },
        { name: "2024-01-08", values: [495, 204, 117] },
      ],
    });
  });

  it("a funnel is bars of its steps", () => {
    expect(seriesOf(exampleOf("queryFunnelSavedReports"))).toEqual({
      kind: "bar",
      axis: "Step",
      labels: ["1. App Open", "2. Game Played"],
      lines: [{ name: "2016-09-12", values: [32688, 20524] }],
    });
  });

  it("a funnel by segment is bars for each segment", () => {
    const step = (event: string, count: number) => ({ event, count });
    const data = {
      "2024-01-01": { $overall: [step("Visit", 9), step("Buy", 2)], pro: [step("Visit", 4), step("Buy", 1)] },
    };
    expect(seriesOf({ data })?.lines).toEqual([
      { name: "2024-01-01 · $overall", values: [9, 2] },
      { name: "2024-01-01 · pro", values: [4, 1] },
    ]);
  });

  it("hours of a day stay in the labels", () => {
    const values = { "Signed Up": { "2024-01-01 10:00:00": 1, "2024-01-01 09:00:00": 2 } };
    expect(seriesOf({ values })?.labels).toEqual(["2024-01-01 09:00", "2024-01-01 10:00"]);
  });

  it("no other action's example is taken for a series", () => {
    const charted = Object.keys(actions).filter((key) => seriesOf(exampleOf(key)) !== undefined);
    expect(charted.sort()).toEqual([
      "queryEventCounts",
      "queryEventProperty",
      "queryFrequency",
      "queryFunnelSavedReports",
      "queryInsightsSavedReports",
      "queryRetention",
      "querySegmentation",
      "querySegmentationAverage",
      "querySegmentationNumeric",
      "querySegmentationSum",
    ]);
  });
});
