import { RefusedRecord } from "../../../src/mixpanel/ingest/engine/options";
import { fromBareId, GROUP_PROFILES, USER_PROFILES } from "../../../src/mixpanel/ingest/profileKinds";
import { asItIs, readUpdate } from "../../../src/mixpanel/ingest/readUpdate";
import { stringifyExact } from "../../../src/mixpanel/records/exactNumbers";
import { ExactRecord } from "../../../src/mixpanel/records/exactRecord";

const LONG = "12345678901234567890";
const SET = { $set: { a: 1 } };
/** An update whose only long number is among its properties. */
const json = (id: string) => `{"$distinct_id":${id},"$set":{"n":${LONG}}}`;
const read = (record: unknown, map = asItIs) => readUpdate(record, USER_PROFILES, map, 7);

/** The forms of one record with a long number. */
const FORMS: [string, (text: string) => unknown][] = [
  ["a line", (text) => Buffer.from(text)],
  ["an item of a list", (text) => new ExactRecord(text)],
];

describe("B7: an update without long numbers", () => {
  const update = { $distinct_id: "u", ...SET };

  test("that is sound is not copied, and its effect is known", () => {
    const found = read(update);
    expect(found).toEqual({ value: update, effect: "idempotentWrite" });
    expect(found?.value).toBe(update);
    expect(read({ $distinct_id: "u", $add: { a: 1 } })).toMatchObject({ effect: "write" });
  });

  test("is read from a line", () => {
    expect(read(Buffer.from(JSON.stringify(update)))).toEqual({ value: update, effect: "idempotentWrite" });
  });

  test("has text in place of a number as ID, by the IDs of its kind, and is itself left alone", () => {
    const given = { $distinct_id: 7, $group_key: "k", $group_id: 8, ...SET };
    const copy = { ...given };
    expect(read(given)).toStrictEqual({ value: { ...given, $distinct_id: "7" } });
    expect(readUpdate(given, GROUP_PROFILES, asItIs, 0)).toStrictEqual({ value: { ...given, $group_id: "8" } });
    expect(given).toEqual(copy);
  });

  test.each([null, "u", 7, true, undefined, [update]])("that is none stays as it is: %j", (record) => {
    expect(read(record)?.value).toBe(record);
  });

  test("that cannot be read is refused with the reason", () => {
    const broken = {
      get $distinct_id() {
        throw new Error("no ID");
      },
    };
    const { value } = read(broken) ?? {};
    expect(value).toBeInstanceOf(RefusedRecord);
    expect(value).toHaveProperty("reason.message", "the record cannot be written as JSON: no ID");
  });
});

describe.each(FORMS)("B7: an update with long numbers in %s", (_what, form) => {
  test("is known twice: with every digit, and rounded for the checks", () => {
    const { value, exact, effect } = read(form(json('"u"'))) ?? {};
    expect([value, effect]).toEqual([{ $distinct_id: "u", $set: { n: Number(LONG) } }, undefined]);
    expect(stringifyExact(exact)).toBe(json('"u"'));
  });

  test("has its ID as text with every digit in both", () => {
    const { value, exact } = read(form(json(LONG))) ?? {};
    expect(value).toEqual({ $distinct_id: LONG, $set: { n: Number(LONG) } });
    expect(stringifyExact(exact)).toBe(json(`"${LONG}"`));
  });

  test("is that which `map` makes of it, as it is of an ID alone", () => {
    expect(read(form(LONG), (id) => fromBareId(id, "$distinct_id"))?.value).toEqual({ $distinct_id: LONG });
  });

  test.each([new RefusedRecord({ rule: "own", message: "not today" }), undefined])(
    "is nothing to check if `map` refuses it or returns nothing: %j",
    (mapped) => {
      const found = read(form(json('"u"')), () => mapped);
      expect(found).toEqual({ value: mapped });
      expect(found?.value).toBe(mapped);
    },
  );

  test("is refused if JSON cannot hold what `map` makes of it", () => {
    const { value } = read(form(json('"u"')), () => ({ $distinct_id: "u", $set: { n: 1n } })) ?? {};
    expect(value).toBeInstanceOf(RefusedRecord);
    expect(value).toHaveProperty("reason.rule", "not_json");
  });
});

test.each<[string, unknown]>([
  ["text", Buffer.from("no JSON")],
  ["a byte that is not UTF-8", Buffer.of(0x22, 0xff, 0x22)],
  ["nothing", Buffer.alloc(0)],
])("B7: a line that is no JSON is not mapped: %s", (_what, line) => {
  const map = jest.fn();
  expect(read(line, map)).toBe(undefined);
  expect(map).not.toHaveBeenCalled();
});

test.each<[string, unknown, unknown]>([
  ["a value", { a: 1 }, { a: 1 }],
  ["a line", Buffer.from('{"a":1}'), { a: 1 }],
  ["a line with digits in text", Buffer.from(`{"a":1,"b":"${LONG}"}`), { a: 1, b: LONG }],
])("B7: %s is mapped with its position", (_what, record, parsed) => {
  const map = jest.fn(() => SET);
  expect(read(record, map)).toEqual({ value: SET });
  expect(map).toHaveBeenCalledWith(parsed, 7);
});

test("B7: an update with a long number is mapped with its position", () => {
  const map = jest.fn((record: unknown) => record);
  read(new ExactRecord(json('"u"')), map);
  expect(map).toHaveBeenCalledWith(expect.objectContaining({ $distinct_id: "u" }), 7);
});

test("B7: an error of `map` is not taken for a line that is no JSON", () => {
  const map = () => {
    throw new Error("own");
  };
  expect(() => read(Buffer.from("{}"), map)).toThrow("own");
});
