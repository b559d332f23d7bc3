import { countedIn, failedRecords, failureReasons, statusTextOf } from "../../../src/mixpanel/http/responseRecords";

describe("failedRecords", () => {
  test("reads the insert ID by both of its names", () => {
    expect(failedRecords({ failed_records: [{ index: 1, $insert_id: "a", message: "m" }] })).toEqual([
      { index: 1, insert_id: "a", message: "m" },
    ]);
  });

  test("fills in what an entry lacks: that it was refused", () => {
    expect(
      failedRecords({
        failed_records: [
          { index: 0, insert_id: "" },
          { index: 1, field: "event" },
        ],
      }),
    ).toEqual([
      { index: 0, message: "rejected without a reason" },
      { index: 1, field: "event", message: "rejected without a reason" },
    ]);
  });

  test.each([undefined, null, -1, 1.5, "3", true, 2 ** 53, {}])(
    "T4: an entry with the index %j names no record",
    (index) => {
      const json = { failed_records: [{ index, field: "event", message: "bad" }] };
      expect(failedRecords(json)).toEqual([]);
      expect(failureReasons(json)).toEqual(["bad"]);
    },
  );

  test.each([null, [], "x", {}, { failed_records: null }, { failed_records: ["x", null] }])(
    "there are none in %j",
    (json) => {
      expect(failedRecords(json)).toEqual([]);
    },
  );
});

describe("failureReasons", () => {
  test("T4: are the texts of failed_records that name no record, each once", () => {
    const failed_records = [
      "not allowed",
      { index: 0, message: "of record 0" },
      "not allowed",
      " ",
      null,
      7,
      { message: 7 },
    ];
    expect(failureReasons({ failed_records })).toEqual(["not allowed"]);
  });
});

test.each<[unknown, number | undefined]>([
  [{ num_records_imported: 3 }, 3],
  [{ num_good_events: 0 }, 0],
  [{ num_records_imported: -1, num_good_events: 2 }, 2],
  [{ num_records_imported: "3" }, undefined],
  [{ num_records_imported: 1.5 }, undefined],
  [null, undefined],
  [[3], undefined],
])("T3: %j says that %p records were taken", (json, count) => {
  expect(countedIn(json)).toBe(count);
});

test.each([
  [{ status: "Bad Request" }, "Bad Request"],
  [{ status: 1 }, undefined],
  [{}, undefined],
  [null, undefined],
  ["error", undefined],
])("B7: the status of %j in words is %p", (json, text) => {
  expect(statusTextOf(json)).toBe(text);
});

test("B7: of an entry in failed_records, only texts are taken, and the first name of the insert ID counts", () => {
  const failed_records = [
    { index: 0, insert_id: "a", $insert_id: "b", field: 7, message: "m" },
    { index: 1, insert_id: 7, message: 7 },
  ];
  expect(failedRecords({ failed_records })).toEqual([
    { index: 0, insert_id: "a", message: "m" },
    { index: 1, message: "rejected without a reason" },
  ]);
  expect(failedRecords({ failed_records: { index: 0 } })).toEqual([]);
});

test("B7: there are no reasons where nothing is listed", () => {
  for (const json of [null, "x", {}, { failed_records: "x" }]) expect(failureReasons(json)).toEqual([]);
});
