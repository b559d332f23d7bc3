import { keyValues } from "../../src/inputs/cleanJson";
import { thrownBy } from "../support/failure";

const clean = keyValues("Header", { repeats: true });

test.each([
  ["a Map", new Map([["x-note", "a"]])],
  ["URLSearchParams", new URLSearchParams("x-note=a")],
  ["Headers", new Headers({ "X-Note": "a" })],
])("B3: the pairs of %s are read", (_what, pairs) => {
  expect(clean(pairs)).toEqual({ "x-note": "a" });
});

test("B3: FormData is read, and a file in it is refused by name", () => {
  const form = new FormData();
  form.append("a", "1");
  form.append("a", "2");
  expect(clean(form)).toEqual({ a: ["1", "2"] });
  form.append("b", new Blob(["bytes"]));
  expect(thrownBy(() => clean(form)).message).toBe(
    "Header: got a File, expected text, numbers, lists and objects, as in JSON.",
  );
});

const circular: Record<string, unknown> = {};
circular.self = circular;

test.each([
  ["a Set", new Set(["a"]), "got a Set"],
  ["a BigInt", 1n, "got a BigInt"],
  ["a function", () => 1, "got a function"],
  ["an object that contains itself", circular, "got an object or list that contains itself"],
])("B3: %s as a value is refused", (_what, value, got) => {
  expect(thrownBy(() => clean([{ key: "a", value }])).message).toContain(`Header: ${got}, expected`);
});
