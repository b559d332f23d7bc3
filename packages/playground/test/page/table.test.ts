import { loadComponent } from "../../../cli/src/bundle";
import { tablesOf } from "../../page/results/tableOf";

const { actions } = loadComponent();
const exampleOf = (key: string): unknown => Object(actions[key]?.examplePayload).data;

describe("V1: results as tables", () => {
  it("a list of objects is a table whose columns are all of their keys", () => {
    expect(tablesOf({ results: [{ id: 1 }, { id: 2, name: "b" }] })).toEqual([
      {
        title: "results",
        columns: ["id", "name"],
        rows: [
          [1, undefined],
          [2, "b"],
        ],
      },
    ]);
  });

  it("objects within rows are dissolved, one level deep", () => {
    const events = [{ event: "Signed Up", properties: { time: 1, tags: ["a"], more: { deep: true } } }];
    expect(tablesOf({ events })[0]).toEqual({
      title: "events",
      columns: ["event", "properties.time", "properties.tags", "properties.more"],
      rows: [["Signed Up", 1, ["a"], { deep: true }]],
    });
  });

  it("a map of objects is a table with its keys", () => {
    expect(tablesOf({ flags: { checkout: { on: true }, search: { on: false } } })).toEqual([
      {
        title: "flags",
        columns: ["key", "on"],
        rows: [
          ["checkout", true],
          ["search", false],
        ],
      },
    ]);
  });

  it("a list of texts is a table with one column", () => {
    expect(tablesOf({ results: ["a", "b"] })).toEqual([{ title: "results", columns: ["value"], rows: [["a"], ["b"]] }]);
  });

  it("flat rows come first, and single values last", () => {
    expect(tablesOf(exampleOf("querySegmentation")).map(({ title }) => title)).toEqual([
      "rows",
      "data.series",
      "data.values",
      "",
    ]);
  });

  it("the result of Import Events is a table of its counts", () => {
    const [table] = tablesOf(exampleOf("importEvents"));
    expect(table?.columns).toEqual(["field", "value"]);
    expect(table?.rows).toContainEqual(["num_records_imported", 2]);
  });

  it.each(Object.keys(actions))("%s: the rows of the example are as wide as their columns", (key) => {
    for (const { columns, rows } of tablesOf(exampleOf(key))) {
      expect(new Set(columns).size).toBe(columns.length);
      for (const row of rows) expect(row).toHaveLength(columns.length);
    }
  });

  it.each([null, undefined, "text", 7, true])("%p has no table", (data) => {
    expect(tablesOf(data)).toEqual([]);
  });
});
