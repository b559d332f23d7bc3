import { type Endpoint, encodeParameters } from "../../src/mixpanel/endpoint";
import { InputError } from "../../src/mixpanel/errors";
import { thrownBy } from "../support/failure";

const row = {
  operation: "updateThing",
  host: "query",
  method: "POST",
  path: "/api/app/projects/{project_id}/things/{thing_id}",
  query: { page: "text", names: "json", tag: "repeat" },
  form: { script: "text", params: "json", events: "repeat" },
  auth: "serviceAccount",
  effect: "write",
  response: "json",
  docs: "https://developer.mixpanel.com/reference/overview",
} as const satisfies Endpoint;
const ids = { project_id: 12, thing_id: "a" };

test("parameters of the path are encoded into it", () => {
  expect(encodeParameters(row, { project_id: 12, thing_id: "a/b?c#d e{project_id}$&" }).path).toBe(
    "/api/app/projects/12/things/a%2Fb%3Fc%23d%20e%7Bproject_id%7D%24%26",
  );
});

test("each style writes a value in its own way, into the query and into the form", () => {
  const { query, form } = encodeParameters(row, {
    ...ids,
    page: 2,
    names: ["A & B", "ü"],
    tag: ["x", 1],
    script: "a=b&c",
    params: { from: "2024-01-01" },
    events: ["Sign Up", "Login"],
  });
  expect(query.toString()).toBe("page=2&names=%5B%22A+%26+B%22%2C%22%C3%BC%22%5D&tag=x&tag=1");
  expect(form?.toString()).toBe(
    "script=a%3Db%26c&params=%7B%22from%22%3A%222024-01-01%22%7D&events=Sign+Up&events=Login",
  );
});

test("a value that is already JSON text is not encoded twice", () => {
  expect(encodeParameters(row, { ...ids, names: '["A"]' }).query.get("names")).toBe('["A"]');
});

test("a single value of a repeated parameter is written once, an empty list not at all", () => {
  expect(encodeParameters(row, { ...ids, tag: "x", events: [] })).toMatchObject({
    query: new URLSearchParams("tag=x"),
    form: new URLSearchParams(),
  });
});

test("undefined is absent; 0, false and empty text are values", () => {
  const { query, form } = encodeParameters(row, { ...ids, page: 0, names: undefined, tag: false, script: "" });
  expect(query.toString()).toBe("page=0&tag=false");
  expect(form?.toString()).toBe("script=");
});

test("fixed fields stand in every form", () => {
  expect(encodeParameters({ ...row, form: undefined, fixedForm: { type: "gcs-raw" } }, ids).form?.toString()).toBe(
    "type=gcs-raw",
  );
});

test("a row without form fields has no form", () => {
  expect(encodeParameters({ ...row, form: undefined }, ids).form).toBeUndefined();
});

test("a parameter that the row does not know is a fault of the code", () => {
  expect(() => encodeParameters(row, { ...ids, limit: 1 })).toThrow(new Error("updateThing has no parameter limit"));
});

test.each([{ project_id: 12 }, { project_id: 12, thing_id: undefined }])(
  "a path that is not filled in by %j is a fault of the code",
  (parameters) => {
    expect(() => encodeParameters(row, parameters)).toThrow(new Error("updateThing needs thing_id in its path"));
  },
);

test.each(["", ".", "..", " "])("%j in a path would lead to another place, and is refused", (thing_id) => {
  const error = thrownBy(() => encodeParameters(row, { ...ids, thing_id }));
  expect(error).toBeInstanceOf(InputError);
  expect(error.message).toBe(`thing_id: got "${thing_id}", expected an ID.`);
});
