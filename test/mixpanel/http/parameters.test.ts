import fc from "fast-check";
import type { Endpoint } from "../../../src/mixpanel/endpoint";
import { InputError } from "../../../src/mixpanel/errors";
import { encodeParameters, parametersOf, placesOf, secretsOf } from "../../../src/mixpanel/http/parameters";
import { parseExact } from "../../../src/mixpanel/records/exactNumbers";
import { thrownBy } from "../../support/failure";

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
  expect(encodeParameters(row, { project_id: 12, thing_id: "a?c#d e{project_id}$&" }).path).toBe(
    "/api/app/projects/12/things/a%3Fc%23d%20e%7Bproject_id%7D%24%26",
  );
});

test("each style writes a value in its own way, into the query and into the form", () => {
  const { query, body } = encodeParameters(row, {
    ...ids,
    page: 2,
    names: ["A & B", "ü"],
    tag: ["x", 1],
    script: "a=b&c",
    params: { from: "2024-01-01" },
    events: ["Sign Up", "Login"],
  });
  expect(query.toString()).toBe("page=2&names=%5B%22A+%26+B%22%2C%22%C3%BC%22%5D&tag=x&tag=1");
  expect(body).toBe("script=a%3Db%26c&params=%7B%22from%22%3A%222024-01-01%22%7D&events=Sign+Up&events=Login");
});

test("a value that is already JSON text is not encoded twice", () => {
  expect(encodeParameters(row, { ...ids, names: '["A"]' }).query.get("names")).toBe('["A"]');
});

test("a single value of a repeated parameter is written once, an empty list not at all", () => {
  expect(encodeParameters(row, { ...ids, tag: "x", events: [] })).toMatchObject({
    query: new URLSearchParams("tag=x"),
    body: "",
  });
});

test("undefined is absent; 0, false and empty text are values", () => {
  const { query, body } = encodeParameters(row, { ...ids, page: 0, names: undefined, tag: false, script: "" });
  expect(query.toString()).toBe("page=0&tag=false");
  expect(body).toBe("script=");
});

test("fixed fields stand in every form", () => {
  expect(encodeParameters({ ...row, form: undefined, fixedForm: { type: "gcs-raw" } }, ids)).toMatchObject({
    body: "type=gcs-raw",
    contentType: "application/x-www-form-urlencoded",
  });
});

test("M2: fixed JSON fields stand in every JSON body, beside those of the request", () => {
  const json = { ...row, form: undefined, fixedJson: { import_type: "people" } };
  expect(encodeParameters(json, ids)).toMatchObject({
    body: '{"import_type":"people"}',
    contentType: "application/json",
  });
  expect(encodeParameters({ ...json, json: ["run_every"] }, { ...ids, run_every: 0 }).body).toBe(
    '{"import_type":"people","run_every":0}',
  );
});

test("an endpoint without form and JSON fields sends no body", () => {
  expect(encodeParameters({ ...row, form: undefined }, { ...ids, page: 2 })).toEqual({
    path: "/api/app/projects/12/things/a",
    query: new URLSearchParams("page=2"),
    body: undefined,
    contentType: undefined,
  });
});

test("a parameter that the endpoint does not have is an error of the code", () => {
  expect(() => encodeParameters(row, { ...ids, limit: 1 })).toThrow(new Error("updateThing has no parameter limit"));
});

test.each([{ project_id: 12 }, { project_id: 12, thing_id: undefined }])(
  "a path parameter with the value %j is an error of the code",
  (parameters) => {
    expect(() => encodeParameters(row, parameters)).toThrow(new Error("updateThing needs thing_id in its path"));
  },
);

test.each(["\ud83d", "\ude00 x", "\ude00\ud83d"])("M1: half a character in a path is rejected: %j", (thing_id) => {
  expect(thrownBy(() => encodeParameters(row, { ...ids, thing_id }))).toMatchObject({
    input: "thing_id",
    message: "thing_id: got text with half a character, such as of an emoji, expected whole text.",
  });
});

test.each(["12/archive", "12\\archive", "/", "../12"])(
  "M4: the ID %j could reach another operation, and is rejected",
  (thing_id) => {
    expect(thrownBy(() => encodeParameters(row, { ...ids, thing_id }))).toMatchObject({ input: "thing_id" });
  },
);

test("M1: an emoji in a path is encoded", () => {
  const { path } = encodeParameters(row, { ...ids, thing_id: "\ud83d\ude00" });
  expect(path).toBe("/api/app/projects/12/things/%F0%9F%98%80");
});

test.each(["", ".", "..", " "])("%j in a path is rejected, because it would lead to another path", (thing_id) => {
  const error = thrownBy(() => encodeParameters(row, { ...ids, thing_id }));
  expect(error).toBeInstanceOf(InputError);
  expect(error.message).toBe(`thing_id: got "${thing_id}", expected an ID.`);
});

describe("H3: a JSON body", () => {
  const { form: _, ...bare } = row;
  const json = { ...bare, json: ["date", "tags", "filter", "archived", "ratio", "note"] } as const satisfies Endpoint;

  test("keeps the type of each field; undefined is absent, and null is a value", () => {
    const { body, contentType } = encodeParameters(json, {
      ...ids,
      date: "2024-01-01",
      tags: [1, "a", { deep: [true] }],
      filter: { "a & b": null },
      archived: false,
      ratio: 0,
      note: null,
    });
    expect([JSON.parse(body ?? ""), contentType]).toEqual([
      {
        date: "2024-01-01",
        tags: [1, "a", { deep: [true] }],
        filter: { "a & b": null },
        archived: false,
        ratio: 0,
        note: null,
      },
      "application/json",
    ]);
    expect(encodeParameters(json, { ...ids, date: undefined }).body).toBe("{}");
  });

  test("writes long numbers digit for digit", () => {
    const filter = [parseExact('{"id": 12345678901234567890}')];
    expect(encodeParameters(json, { ...ids, filter }).body).toBe('{"filter":[{"id":12345678901234567890}]}');
  });

  test.each([[[{ name: "a" }]], [[]], [{ a: 1 }], ["text"], [false], [null]])("can be a single value: %j", (whole) => {
    const { body, contentType } = encodeParameters({ ...bare, jsonBody: "entries" }, { ...ids, entries: whole });
    expect([body, contentType]).toEqual([JSON.stringify(whole), "application/json"]);
  });

  test("is required if it is a single value", () => {
    expect(() => encodeParameters({ ...bare, jsonBody: "entries" }, ids)).toThrow(
      new Error("updateThing needs entries as its body"),
    );
  });

  test("takes a name that stands in the path too", () => {
    const twice = { ...json, json: ["thing_id"] } as const satisfies Endpoint;
    expect(encodeParameters(twice, ids)).toMatchObject({
      path: "/api/app/projects/12/things/a",
      body: '{"thing_id":"a"}',
    });
  });

  test("accepts every JSON value", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (note, filter) => {
        const { body } = encodeParameters(json, { ...ids, note, filter });
        expect(body).toBe(JSON.stringify({ note, filter }));
      }),
    );
  });
});

test("H3: official names go out as they are, and forms name an ID of the connection as everywhere", () => {
  const official = {
    ...row,
    path: "/{organizationId}/{projectId}/{workspaceId}/{entity-type}/{id}",
    query: { fromDate: "text" },
  } as const satisfies Endpoint;
  const given = { organization_id: "1", project_id: "2", workspace_id: "3", "entity-type": "event", id: "x y" };
  const { path, query } = encodeParameters(official, { ...given, fromDate: "2024-01-01" });
  expect(`${path}?${query}`).toBe("/1/2/3/event/x%20y?fromDate=2024-01-01");
});

test("H3: of a form's values, a row takes those that it knows", () => {
  const json = { ...row, json: ["note"] } as const satisfies Endpoint;
  const form = { thing_id: "a", page: 0, script: undefined, note: null, fetchAll: true, toString: 1 };
  expect(parametersOf(json, form)).toEqual({ thing_id: "a", page: 0, script: undefined, note: null });
});

test("B7: a name in a path may contain slashes", () => {
  const named = { ...row, path: "/things/{name}" } as const satisfies Endpoint;
  expect(encodeParameters(named, { name: "a/b\\c" }).path).toBe("/things/a%2Fb%5Cc");
});

test("B7: a list is written with commas, if its parameter is text", () => {
  expect(encodeParameters(row, { ...ids, page: [1, 2] }).query.get("page")).toBe("1,2");
});

test("B7: null is a value only in a JSON body", () => {
  expect(encodeParameters(row, { ...ids, page: null, names: null, script: null })).toMatchObject({
    query: new URLSearchParams(),
    body: "",
  });
  expect(() => encodeParameters(row, { ...ids, thing_id: null })).toThrow(
    new Error("updateThing needs thing_id in its path"),
  );
});

test("B7: of a form's values, text, numbers and true or false keep their type, and others become text", () => {
  const form = { thing_id: 12n, page: 0, tag: true, names: ["a"], script: "b", params: { a: 1 } };
  expect(parametersOf(row, form)).toEqual({ ...form, thing_id: "12" });
});

test("B7: the places of a row are in its path, query, form and JSON body, each with its name in forms", () => {
  const { query: _query, form: _form, ...bare } = row;
  const text = (where: string, official: string, name = official) => ({ name, official, in: where, style: "text" });
  expect(placesOf({ ...bare, path: "/{projectId}" })).toEqual([text("path", "projectId", "project_id")]);
  expect(placesOf({ ...bare, path: "/", json: ["workspaceId", "date"] })).toEqual([
    text("json", "workspaceId", "workspace_id"),
    text("json", "date"),
  ]);
  expect(placesOf({ ...bare, path: "/", query: { names: "json" }, form: { tag: "repeat" } })).toEqual([
    { name: "names", official: "names", in: "query", style: "json" },
    { name: "tag", official: "tag", in: "form", style: "repeat" },
  ]);
  expect(placesOf({ ...bare, path: "/", jsonBody: "entries" })).toEqual([text("jsonBody", "entries")]);
});

test("B7: the secrets of a request are the texts among the parameters that its row names as secret", () => {
  const secretive = { ...row, secrets: ["script", "page", "tag"] } as const;
  expect(secretsOf(secretive, { script: "s3cret", page: 7, names: "public" })).toEqual(["s3cret"]);
  expect(secretsOf(row, { script: "public" })).toEqual([]);
});
