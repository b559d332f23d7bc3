import fc from "fast-check";
import { rowInputs } from "../../src/inputs/rows";
import { target } from "../../src/inputs/rowTarget";
import { InputError } from "../../src/mixpanel/errors";
import { readForm } from "../../src/platform/readForm";
import { readVariant } from "../../src/platform/readVariant";

const read = (value: unknown) => readVariant(target, value, "Sync Rows");

const CHOICES = {
  events: { eventName: " Order Placed ", timeColumn: "created_at", insertIdColumns: ["order_id"] },
  users: { distinctIdColumn: "user_id", mode: "addUp", ignoreTime: "true" },
  groups: { groupKey: "company_id", groupIdColumn: "id" },
  table: { tableId: "t-1", idColumn: "sku" },
};
const EMPTY = [undefined, null, "", "  ", {}, "{}", []];

/** Every way in which the platform or a flow in code may write the same choice. */
const forms = (configuration: string, values: object) =>
  fc
    .tuple(fc.constantFrom(values, JSON.stringify(values)), fc.boolean(), fc.constantFrom(undefined, null, "", {}, []))
    .map(([inner, isText, empty]): unknown => {
      const container = { configuration, values: inner, unused: empty };
      return isText ? JSON.stringify(container) : container;
    });

describe("a choice among several forms", () => {
  it("W1: has one meaning in every form that its container may have", () => {
    fc.assert(
      fc.property(
        fc
          .constantFrom(...Object.entries(CHOICES))
          .chain(([key, values]) => forms(key, values).map((given) => ({ key, values, given }))),
        ({ key, values, given }) => {
          expect(read(given)).toEqual(read({ configuration: key, values }));
        },
      ),
    );
  });

  it("W1: cleans the inputs, and fills in their defaults, which the platform does not", () => {
    expect(read({ configuration: "users", values: CHOICES.users })).toEqual({
      configuration: "users",
      values: { distinctIdColumn: "user_id", mode: "addUp", ignoreTime: true },
    });
    const defaults = { distinctIdColumn: undefined, mode: "upsert", ignoreTime: false };
    for (const values of EMPTY.filter((empty) => !Array.isArray(empty)))
      expect(read({ configuration: "users", values })).toEqual({ configuration: "users", values: defaults });
    expect(read("users")).toEqual({ configuration: "users", values: defaults });
    expect(read({ configuration: " users " })).toEqual({ configuration: "users", values: defaults });
  });

  const refused: [given: unknown, message: RegExp][] = [
    ...EMPTY.map((empty): [unknown, RegExp] => [
      empty,
      /^Target: got .*, expected one of events, users, groups, table\.$/,
    ]),
    ["event", /^Target: got text that is not JSON/],
    ['"events"', /^Target: got "events", expected a JSON object/],
    [7, /^Target: got 7/],
    [["events"], /^Target: got a list, expected one of events/],
    [{ configuration: "event" }, /^Target: got "event", expected one of events.* Did you mean events\?/],
    [{ configuration: "constructor" }, /^Target: got "constructor", expected one of events/],
    [{ configuration: "__proto__", values: {} }, /^Target: got "__proto__", expected one of events/],
    [{ configuration: 1 }, /^Target: got 1, expected one of events/],
    [{ values: { timeColumn: "t" } }, /^Target: got nothing, expected one of events/],
    [{ configuration: "events", timeColumn: "t" }, /^timeColumn: got an input that Target of Sync Rows does not have/],
    [{ configuration: "users", values: { timeColumn: "t" } }, /^timeColumn: .*Target, User Profiles of Sync Rows/],
    [{ configuration: "users", values: JSON.parse('{"__proto__": "t"}') }, /^__proto__: got an input/],
    [{ configuration: "users", values: ["user_id"] }, /^Target, User Profiles: got a list, expected a JSON object/],
    [{ configuration: "users", values: "user_id" }, /^Target, User Profiles: got text that is not JSON/],
    [{ configuration: "users", values: { mode: "replace" } }, /^Mode: got "replace"/],
    [{ configuration: "table" }, /^Lookup Table ID: got nothing, expected the ID of a lookup table/],
  ];

  it.each(refused)("W1: refuses %j by name", (given, message) => {
    expect(() => read(given)).toThrow(InputError);
    expect(() => read(given)).toThrow(message);
  });

  it("W1: is read where a step does not have it at all", () => {
    expect(() => readForm({ rows: [] }, { inputs: rowInputs, name: "Sync Rows" })).toThrow(/^Target: got nothing/);
  });
});
