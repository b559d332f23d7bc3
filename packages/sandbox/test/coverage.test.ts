import { readFileSync } from "node:fs";
import path from "node:path";
import type { Sandbox } from "../src";
import { coverageTable } from "../src/coverage";
import { beyondDescription, coverage } from "../src/coveredOperations";
import { startStill } from "./ingestionClient";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startStill();
});
afterAll(() => sandbox.close());

const described = coverage.flatMap(({ operations }) => operations);
const listed = [...described, ...beyondDescription.operations];

/** An operation and one of its routes, as one text. */
function routes(): Set<string> {
  const { operations } = sandbox.context;
  return new Set(
    operations.flatMap((one) => one.method.split(", ").map((method) => `${one.operationId} ${method} ${one.path}`)),
  );
}

test("the list holds the 105 operations of Mixpanel's description, each once", () => {
  expect(described).toHaveLength(105);
  expect(new Set(described.map(({ operationId }) => operationId)).size).toBe(105);
});

test("every listed operation has its route", () => {
  const registered = routes();
  const missing = listed.filter(
    ({ operationId, method, path: url }) => !registered.has(`${operationId} ${method} ${url}`),
  );
  expect(missing).toEqual([]);
});

test("every route's operation is listed", () => {
  const ids = new Set(listed.map(({ operationId }) => operationId));
  expect(sandbox.context.operations.filter(({ operationId }) => !ids.has(operationId))).toEqual([]);
});

test("query operations answer at their older path too", () => {
  const registered = routes();
  const query = coverage.find(({ title }) => title === "Query API")?.operations ?? [];
  expect(query).toHaveLength(19);
  for (const { operationId, method, path: url } of query) {
    expect(registered).toContain(`${operationId} ${method} ${url.replace("/api/query/", "/api/2.0/")}`);
  }
});

test("the documentation holds the list as it is", () => {
  const text = readFileSync(path.join(__dirname, "..", "..", "..", "documentation", "sandbox.md"), "utf8");
  expect(text).toContain(`<!-- operations: begin -->\n${coverageTable()}\n<!-- operations: end -->`);
});
