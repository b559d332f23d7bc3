import { sampleManagement } from "../src/routes/manage/sample";
import { DAY_MS, inside, ManagementClient } from "./managementClient";

let api: ManagementClient;
beforeAll(async () => {
  api = await ManagementClient.start();
});
beforeEach(() => {
  api.reset();
  const project = api.sandbox.projects.get(1);
  if (project) sampleManagement(project, api.sandbox.clock);
});
afterAll(() => api.sandbox.close());

const LISTS: [operationId: string, path: string, results: string, length: number][] = [
  ["list-all-annotations-for-project", "/api/app/projects/1/annotations", "results", 2],
  ["list-experiments", "/api/app/workspaces/10/experiments", "results", 1],
  ["list-feature-flags", "/api/app/projects/1/workspaces/10/feature-flags", "results", 1],
  ["list-all-schemas-for-project", "/api/app/projects/1/schemas", "results", 2],
  ["list-warehouse-pipeline-jobs", "/api/2.0/nessie/pipeline/jobs?project_id=1", "1", 1],
  ["list-warehouse-imports", "/api/app/projects/1/warehouse-sources/imports", "results", 1],
];

test.each(LISTS)("%s has something to show", async (operationId, path, results, length) => {
  expect(inside(await api.call(operationId, "GET", path), results)).toHaveLength(length);
});

test("the same project gets the same sample every time", () => {
  const first = JSON.stringify(api.sandbox.state(1));
  api.reset();
  const project = api.sandbox.projects.get(1);
  if (!project) throw new Error("There is no project 1.");
  sampleManagement(project, api.sandbox.clock);
  expect(JSON.stringify(api.sandbox.state(1))).toBe(first);
});

test("the sample pipeline has exported the days before", async () => {
  const path = "/api/2.0/nessie/pipeline/status?project_id=1&name=events-daily-gcs-raw";
  const status = await api.call("get-warehouse-pipeline-status", "GET", path);
  expect(inside(status, "succeeded")).toHaveLength(10);
});

test("what the sample has can be changed and goes on with the clock", async () => {
  const created = await api.call("create-annotation", "POST", "/api/app/projects/1/annotations", {
    json: { date: "2024-06-15 00:00:00", description: "Mine" },
  });
  expect(inside(created, "results", "id")).toBe(4);
  api.sandbox.clock.advance(3 * DAY_MS);
  const path = "/api/app/projects/1/warehouse-sources/imports/1/history";
  expect(inside(await api.call("get-import-history", "GET", path), "results", "runs")).toHaveLength(4);
});

test("a snapshot brings every family back as it was", async () => {
  const answers = () => Promise.all(LISTS.map(async ([, path]) => (await api.send("GET", path)).body));
  const before = await answers();
  const snapshot = JSON.parse(JSON.stringify(api.sandbox.snapshot()));
  api.reset();
  expect(await answers()).not.toEqual(before);
  api.sandbox.restore(snapshot);
  expect(await answers()).toEqual(before);
});
