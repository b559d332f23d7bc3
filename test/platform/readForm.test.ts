import { input } from "@prismatic-io/spectral";
import fc from "fast-check";
import { boolean, integer, text } from "../../src/inputs/clean";
import { json } from "../../src/inputs/cleanJson";
import { group, rowsInput } from "../../src/inputs/group";
import { InputError } from "../../src/mixpanel/errors";
import { readForm } from "../../src/platform/readForm";

const field = (label: string, clean: (value: unknown) => unknown, standard?: string) =>
  input({ label, type: "string", clean, ...(standard === undefined ? {} : { default: standard }) });

const inputs = {
  project: field("Project", text("Project")),
  filters: group("Filters", "Which events.", {
    limit: field("Limit", integer("Limit"), ""),
    where: field("Where", text("Where")),
    event: field("Event", json("Event")),
    gzipEncoding: field("Gzip Encoding", boolean("Gzip Encoding"), "true"),
    rateShare: field("Rate Share", (value) => (integer("Rate Share")(value) ?? 100) / 100),
  }),
  segmentation: group("Segmentation", "Which segments.", { on: field("On", text("On")) }),
};
/** What inputs in groups are where nothing is filled in. */
const EMPTY = {
  limit: undefined,
  where: undefined,
  event: undefined,
  gzipEncoding: undefined,
  rateShare: 1,
  on: undefined,
};
const read = (params: object, name: string | undefined = "Download Data") => readForm(params, { inputs, name });
const thrown = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (error) {
    return error;
  }
};

describe("a group", () => {
  test.each([
    ["an object", { limit: "7", where: " a == 1 " }],
    ["JSON text", '{"limit": 7, "where": "a == 1"}'],
  ])("T21: is read from %s, each input by its own cleaner", (_form, filters) => {
    expect(read({ project: "1", filters })).toEqual({ ...EMPTY, project: "1", limit: 7, where: "a == 1" });
  });

  test.each([[undefined], [null], [""], [" "], [{}], ["{}"]])("T21: may be %j", (filters) => {
    expect(read({ project: "1", limit: 7, filters })).toEqual({ ...EMPTY, project: "1", limit: 7 });
  });

  test("T21: may be absent, or hold inputs that are not filled in", () => {
    expect(read({ limit: 7 })).toEqual({ ...EMPTY, limit: 7 });
    const filters = { limit: "", where: null, event: undefined, gzipEncoding: " " };
    expect(read({ limit: 7, filters })).toEqual({ ...EMPTY, limit: 7 });
  });

  test("T21: takes 0 and false for values", () => {
    expect(read({ filters: { limit: 0, gzipEncoding: false } })).toMatchObject({ limit: 0, gzipEncoding: false });
  });

  test.each([
    ["a number", 7],
    ["a list", [{ limit: 7 }]],
    ["a list as text", "[]"],
    ["half a JSON text", '{"limit": '],
    ["text", "limit=7"],
    ["a number that would be rounded", '{"limit": 12345678901234567890}'],
  ])("T21: is refused by its label where it is %s", (_what, filters) => {
    expect(thrown(() => read({ filters }))).toBeInstanceOf(InputError);
    expect(thrown(() => read({ filters }))).toMatchObject({ input: "Filters" });
  });

  test("T21: has its inputs refused by their own labels", () => {
    expect(thrown(() => read({ filters: { limit: "many" } }))).toMatchObject({ code: "invalid_input", input: "Limit" });
  });
});

describe("an input on its own and in a group", () => {
  test("T21: may have the same value in two forms", () => {
    const event = { b: 1, a: 2 };
    expect(read({ limit: 7, event, filters: { limit: "7", event: '{"a": 2, "b": 1}' } })).toMatchObject({
      limit: 7,
      event,
    });
  });

  test("T21: is refused with two values, and both are named", () => {
    const error = thrown(() => read({ limit: 7, filters: { limit: "8" } }));
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject({
      input: "Limit",
      message: "Limit: got 7 on its own and 8 in Filters, expected one value. Leave one of the two empty.",
    });
  });

  test("T21: gives way to the other value where it is what the form fills in", () => {
    expect(read({ gzipEncoding: true, filters: { gzipEncoding: "false" } })).toMatchObject({ gzipEncoding: false });
    expect(read({ gzipEncoding: false, filters: { gzipEncoding: "true" } })).toMatchObject({ gzipEncoding: false });
  });

  test.each([
    ["in a group", { filters: { rateShare: "50" } }],
    ["in a group as text", { filters: '{"rateShare": "50"}' }],
    ["on its own, as the platform then hands it over", { rateShare: "50" }],
    ["in both", { rateShare: 50, filters: { rateShare: "50" } }],
  ])("H5: is cleaned once %s", (_where, params) => {
    expect(read(params)).toEqual({ ...EMPTY, rateShare: 0.5 });
  });

  test("H5: the error names an input by its label also if it is given outside its group", () => {
    expect(thrown(() => read({ limit: "many" }))).toMatchObject({ code: "invalid_input", input: "Limit" });
  });
});

describe("an unknown input", () => {
  test.each([
    ["limt", "Did you mean limit?"],
    ["Filters", "Did you mean filters?"],
    ["zzz", "They are project, filters, segmentation, limit, where, event, gzipEncoding, rateShare, on."],
  ])("T21: %s is refused", (key, fix) => {
    const error = thrown(() => read({ [key]: 0 }, "Track Events"));
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject({
      input: key,
      message: `${key}: got an input that Track Events does not have, expected one of its inputs. ${fix}`,
    });
  });

  test("T21: is refused in a group, too, other inputs of the form included", () => {
    expect(thrown(() => read({ filters: { limt: 7 } }))).toMatchObject({
      message:
        "limt: got an input that Filters of Download Data does not have, expected one of its inputs. Did you mean limit?",
    });
    expect(thrown(() => read({ filters: '{"project": "1"}' }))).toMatchObject({ input: "project" });
  });

  test("T21: is a group that has no input of the form", () => {
    expect(thrown(() => read({ pagination: { page: 1 } }))).toMatchObject({ input: "pagination" });
  });

  test.each([[undefined], [null], [""], [" "], [[]], [{}]])("T21: passes with the value %j, which is none", (empty) => {
    expect(read({ limt: empty, filters: { limt: empty } })).toEqual(EMPTY);
  });

  test.each(["debug", "debugRequest"])("T21: %s is a retired one, and passes", (key) => {
    expect(read({ [key]: true, limit: 7 })).toMatchObject({ limit: 7 });
  });

  test.each(["__proto__", "constructor", "toString"])("T21: %s is no more than a name", (key) => {
    const params = JSON.parse(`{"${key}": 1}`);
    expect(thrown(() => read(params))).toMatchObject({ input: key });
    expect(thrown(() => read({ filters: `{"${key}": 1}` }))).toMatchObject({ input: key });
  });

  test("T21: is ignored where the form has no name, as in data sources", () => {
    const params = { limt: 7, filters: { limt: 7, limit: "8" } };
    expect(readForm(params, { inputs })).toEqual({ ...EMPTY, limit: 8 });
  });
});

test("T21: wherever inputs stand, on their own, in a group or in both, they are read alike", () => {
  const values = fc.record(
    {
      limit: fc.integer({ min: 0, max: 1_000 }),
      where: fc.string().map((given) => `w${given.trim()}`),
      event: fc.dictionary(
        fc.string().map((key) => `k${key}`),
        fc.integer({ min: -9, max: 9 }),
        { minKeys: 1 },
      ),
      gzipEncoding: fc.boolean(),
    },
    { requiredKeys: [] },
  );
  const places = fc.record({
    limit: fc.constantFrom("own", "group", "both"),
    where: fc.constantFrom("own", "group", "both"),
    event: fc.constantFrom("own", "group", "both"),
    gzipEncoding: fc.constantFrom("own", "group", "both"),
  });
  fc.assert(
    fc.property(values, places, fc.boolean(), (given, place, asText) => {
      const placed = (...where: string[]) =>
        Object.fromEntries(Object.entries(given).filter(([key]) => where.includes(place[key as keyof typeof place])));
      const inGroup = placed("group", "both");
      const filters = asText ? JSON.stringify(inGroup) : inGroup;
      expect(read({ ...placed("own", "both"), filters })).toEqual({ ...EMPTY, ...given });
    }),
  );
});

describe("R7: a list of rows", () => {
  const steps = rowsInput({
    label: "Steps",
    comments: "What happens.",
    leaves: (name) => ({
      event: field(name("Event"), text(name("Event")), "Signed Up"),
      count: field(name("Count"), integer(name("Count"))),
    }),
    read: ({ event, count }) => `${event} ${count}`,
  });
  const readSteps = (given: object) => readForm(given, { inputs: { steps }, name: "Query" }).steps;

  test.each([
    ["a list", [{ event: " A ", count: "1" }, { event: "B" }]],
    ["JSON text", '[{"event": "A", "count": 1}, {"event": "B"}]'],
  ])("is read from %s, each row as a whole", (_form, given) => {
    expect(readSteps({ steps: given })).toEqual(["A 1", "B undefined"]);
  });

  test.each([[undefined], [null], [""], [[]], ["[]"], [[{}, null, ""]], [[{ event: "Signed Up", count: "" }]]])(
    "has none where it is %j",
    (given) => {
      expect(readSteps({ steps: given })).toEqual([]);
    },
  );

  test("has none where the form was stored without it", () => {
    expect(readSteps({})).toEqual([]);
  });

  test("counts the rows that were left empty when it names one", () => {
    expect(thrown(() => readSteps({ steps: [{}, { count: "many" }] }))).toMatchObject({ input: "Steps, row 2, Count" });
  });

  test("goes to the platform without cleaners, as a group does", () => {
    expect(steps).toMatchObject({ type: "structuredObject", collection: "valuelist", label: "Steps" });
    expect(Object.values(steps.inputs).filter((leaf) => "clean" in leaf)).toEqual([]);
  });
});
