import { isResponseOf, type ResponseShape } from "../../../src/mixpanel/http/response";

const NOTHING = [undefined, null, 1, "text", true];

describe("B7: a response has the form of its operation", () => {
  test.each<[string, ResponseShape, unknown[], unknown[]]>([
    ["any JSON", { response: "json" }, [{}, [], { a: 1 }], NOTHING],
    ["a list", { response: "json", holds: "list" }, [[], [1]], [...NOTHING, {}]],
    ["a map", { response: "json", holds: "map" }, [{}, { a: 1 }], [...NOTHING, []]],
    [
      "an object with keys",
      { response: "json", holds: ["a", "b"] },
      [
        { a: 0, b: "" },
        { a: false, b: [], c: 1 },
      ],
      [...NOTHING, [], {}, { a: 1 }, { a: 1, b: null }, { a: undefined, b: 1 }],
    ],
    [
      "results of any JSON",
      { response: "app" },
      [
        { status: "ok", results: [] },
        { status: "", results: {} },
      ],
      [
        ...NOTHING,
        [],
        { results: {} },
        { status: 1, results: {} },
        { status: "ok" },
        { status: "ok", results: "text" },
      ],
    ],
    [
      "results with keys",
      { response: "app", holds: ["id"] },
      [{ status: "ok", results: { id: 1 } }],
      [
        { status: "ok", results: {} },
        { status: "ok", id: 1 },
        { status: "ok", results: [] },
      ],
    ],
    [
      "a list of results",
      { response: "app", holds: "list" },
      [{ status: "ok", results: [] }],
      [{ status: "ok", results: {} }],
    ],
    ["a status", { response: "status" }, [null, "text", "", {}, { a: 1 }], [undefined, 1, true, []]],
    ["lines", { response: "lines" }, [{}], NOTHING],
    [
      "an import",
      { response: "import" },
      [{ num_records_imported: 0 }, { num_records_imported: 3, status: "OK" }],
      [...NOTHING, [], {}, { num_records_imported: -1 }, { num_records_imported: "3" }, { status: "OK" }],
    ],
    [
      "a replaced table",
      { response: "replaced" },
      [{ code: 200 }, { status: "OK" }, { code: 200, status: "OK" }],
      [...NOTHING, {}, { code: 201 }, { status: "ok" }, { code: "200" }],
    ],
    [
      "accepted records",
      { response: "accepted" },
      [{ status: 1 }, { status: "OK", num_good_events: 2 }, { status: "OK", num_records_imported: 0 }],
      [
        ...NOTHING,
        {},
        { status: 0 },
        { status: "OK" },
        { status: "1" },
        { num_good_events: 2 },
        { status: "ok", num_good_events: 2 },
      ],
    ],
  ])("%s", (_, shape, forms, others) => {
    expect(forms.filter((json) => !isResponseOf(shape, json))).toEqual([]);
    expect(others.filter((json) => isResponseOf(shape, json))).toEqual([]);
  });
});
