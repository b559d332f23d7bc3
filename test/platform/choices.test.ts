import fc from "fast-check";
import { choice, entriesOf, textChoices, tidied } from "../../src/platform/choices";

const one = { id: 7, name: "Sign-ups" };

describe("R9: entries of a list", () => {
  test.each([
    ["a bare list", [one], [one]],
    ["a list below results", { status: "ok", results: [one] }, [one]],
    ["a list twice below results", { status: "ok", results: { results: [one], total: 1 } }, [one]],
    ["an object with IDs as keys", { 7: { name: "Sign-ups" } }, [{ id: "7", name: "Sign-ups" }]],
    ["an object below results", { status: "ok", results: { 7: one } }, [one]],
    ["no list of any", { code: 200, results: null }, []],
    ["an empty list", { results: [] }, []],
    ["an empty object", {}, []],
    ["what is no entry beside some", [one, null, "x", 7], [one]],
  ])("are read from %s", (_what, response, entries) => {
    expect(entriesOf(response, "listThings")).toEqual(entries);
  });

  test.each([[{ status: "ok" }], [{ results: "none" }], ["none"], [7], [{ results: { 7: one, next: "x" } }]])(
    "are not guessed from %j",
    (response) => {
      expect(() => entriesOf(response, "listThings")).toThrow("listThings: Mixpanel answered 200, but with no list");
    },
  );
});

describe("R9: a choice", () => {
  test.each([
    [7, "Sign-ups", undefined, [{ key: "7", label: "Sign-ups" }]],
    ["7", "Sign-ups", "Funnels", [{ key: "7", label: "Sign-ups (Funnels)" }]],
    [7, undefined, undefined, [{ key: "7", label: "7" }]],
    [7, " ", "Funnels", [{ key: "7", label: "7 (Funnels)" }]],
    [undefined, "Sign-ups", undefined, []],
    [null, "Sign-ups", undefined, []],
    ["", "Sign-ups", undefined, []],
    [{}, "Sign-ups", undefined, []],
  ])("of the ID %j and the name %j", (id, name, kind, choices) => {
    expect(choice(id, name, kind)).toEqual(choices);
  });

  test("of a text is the text as it is", () => {
    expect(textChoices([" Signed Up ", ""])).toEqual([{ key: " Signed Up ", label: " Signed Up " }]);
  });
});

describe("R9: choices", () => {
  test("with the same label say their ID", () => {
    const elements = [
      { key: "2", label: "B" },
      { key: "1", label: "A" },
      { key: "3", label: "B" },
    ];
    expect(tidied(elements)).toEqual([
      { key: "1", label: "A" },
      { key: "2", label: "B (2)" },
      { key: "3", label: "B (3)" },
    ]);
  });

  test("are each there once and sorted by label, whatever comes", () => {
    const element = fc.record({ key: fc.string({ maxLength: 2 }), label: fc.string({ maxLength: 2 }) });
    fc.assert(
      fc.property(fc.array(element), (elements) => {
        const shown = tidied(elements);
        const keys = shown.map(({ key }) => key);
        expect(new Set(keys)).toEqual(new Set(elements.map(({ key }) => key)));
        expect(new Set(keys).size).toBe(keys.length);
        const labels = shown.map(({ label }) => label);
        expect(labels).toEqual([...labels].sort((a, b) => a.localeCompare(b)));
      }),
    );
  });
});
