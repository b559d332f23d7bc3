/** Every operation of the query API answers to GET and POST alike, with its parameters wherever a client puts them. */
import type { Sandbox } from "../src";
import { coverage } from "../src/coveredOperations";
import { type Answer, SERVICE_ACCOUNT, send, startStill } from "./ingestionClient";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startStill({ sample: true, limits: false });
});
afterAll(() => sandbox.close());

const FORM = "application/x-www-form-urlencoded";
const RANGE = { from_date: "2024-06-01", to_date: "2024-06-15" };
const authorized = { Authorization: SERVICE_ACCOUNT };

function post(path: string, body: string, type: string): Promise<Answer> {
  return send(sandbox, path, { method: "POST", headers: { ...authorized, "Content-Type": type }, body });
}

const paths = (coverage.find(({ title }) => title === "Query API")?.operations ?? []).map(({ path }) => path);
/** All that any operation needs; each reads its own. */
const PARAMETERS: Record<string, string> = {
  ...RANGE,
  project_id: "1",
  bookmark_id: "1",
  funnel_id: "1",
  event: "Sign Up",
  on: 'number(properties["amount"])',
  type: "general",
  unit: "day",
  distinct_ids: '["user-1"]',
  script: "function main() { return []; }",
};
const parametersOf = (path: string): Record<string, string> => {
  const parameters = { ...PARAMETERS };
  if (/\/properties(\/|$)/.test(path)) parameters.name = "plan";
  if (/\/events(\/names|\/top)?$/.test(path)) parameters.event = '["Sign Up"]';
  return parameters;
};

test("the list of operations is the description's", () => expect(paths).toHaveLength(19));

test.each(paths)("B5: %s answers alike by GET, form and JSON, at both paths", async (path) => {
  for (const at of [path, path.replace("/api/query/", "/api/2.0/")]) {
    const text = new URLSearchParams(parametersOf(path)).toString();
    const answers = [
      await send(sandbox, `${at}?${text}`, { headers: authorized }),
      await post(`${at}?${text}`, "", FORM),
      await post(at, text, FORM),
      await post(at, text, "text/plain"),
      await post(at, JSON.stringify(parametersOf(path)), "application/json"),
      await post(at, JSON.stringify(parametersOf(path)), FORM),
    ];
    const [first] = answers;
    // What an operation answers is its own tests' matter; here it found its route, its project and its parameters.
    expect([401, 403, 404, 405, 415]).not.toContain(first?.status);
    // Sessions of profile pages have an ID each.
    const shown = answers.map(({ status, text: body }) => [status, body.replace(/"session_id":"[^"]*"/, "")]);
    expect(shown).toEqual(answers.map(() => shown[0]));
  }
});

test.each([
  [
    "a form",
    (values: Record<string, string>) =>
      post("/api/query/segmentation?project_id=99&unit=hour", new URLSearchParams(values).toString(), FORM),
  ],
  [
    "JSON",
    (values: Record<string, string>) =>
      post("/api/query/segmentation?project_id=99&unit=hour", JSON.stringify(values), "application/json"),
  ],
])("B5: parameters of %s win over those of the query, the project ID among them", async (_what, ask) => {
  const { status, json } = await ask({ ...RANGE, project_id: "1", event: "Sign Up", unit: "day" });
  expect(status).toBe(200);
  expect(json).toMatchObject({ data: { series: expect.arrayContaining(["2024-06-01", "2024-06-15"]) } });
});

test("B5: a number in JSON is a project ID too", async () => {
  const body = JSON.stringify({ ...RANGE, project_id: 1, event: "Sign Up" });
  expect(await post("/api/query/segmentation", body, "application/json")).toMatchObject({ status: 200 });
});

test("B5: a query without a project ID is 401", async () => {
  expect(await post("/api/query/segmentation", "event=Sign+Up", FORM)).toMatchObject({ status: 401 });
});

test.each(["{", "{]", '{"a":'])("B5: a body that starts as JSON and is none is 400: %s", async (body) => {
  expect(await post("/api/query/segmentation?project_id=1", body, "application/json")).toMatchObject({ status: 400 });
});
