import type { Inputs } from "@prismatic-io/spectral";
import { pipelineName } from "../../src/inputs/pipelines";
import { project_id } from "../../src/inputs/project";
import type { Endpoint } from "../../src/mixpanel/endpoint";
import { defineOperation } from "../../src/platform/defineOperation";

const row = {
  operation: "listThings",
  host: "query",
  method: "GET",
  path: "/api/app/organizations/{organizationId}/projects/{projectId}/things",
  query: { name: "text", workspace_id: "text" },
  auth: "serviceAccount",
  effect: "read",
  response: "json",
  docs: "https://developer.mixpanel.com/reference/overview",
} as const satisfies Endpoint;
const words = { label: "List Things", description: "Lists things", output: {}, example: {} };

describe("H4: a form's inputs", () => {
  test("are its own, those that follow from the row, and those that steer the action", () => {
    const { inputs }: { inputs: Inputs } = defineOperation({
      ...words,
      endpoint: row,
      inputs: { name: pipelineName },
      steering: { fetchAll: pipelineName },
    });
    expect(Object.keys(inputs)).toEqual([
      "connection",
      "name",
      "project_id",
      "workspace_id",
      "organization_id",
      "regionAndDomain",
      "fetchAll",
    ]);
  });

  test.each([
    ["ingestion", "region"],
    ["query", "regionAndDomain"],
    ["data", "dataAndDomain"],
  ] as const)("override the residency of the host %s by %s", (host, key) => {
    const bare = { ...row, host, path: "/things", query: {} };
    const { inputs } = defineOperation({ ...words, endpoint: bare, inputs: {} });
    expect(Object.keys(inputs)).toEqual(["connection", key]);
  });

  test("may word an override themselves", () => {
    const own = { ...project_id, comments: "The project that receives things." };
    const { inputs }: { inputs: Inputs } = defineOperation({ ...words, endpoint: row, inputs: { project_id: own } });
    expect(inputs.project_id).toMatchObject({ label: own.label, comments: own.comments });
  });
});

test.each([
  ["a read", {}, "safe"],
  ["a read that spends an allowance", { quota: "query" }, "notAllowed"],
  ["a write", { effect: "write" }, "notAllowed"],
] as const)("H4: whether %s may run while designing follows from the row", (_what, change, safety) => {
  const { performSafety } = defineOperation({ ...words, endpoint: { ...row, ...change }, inputs: {} });
  expect(performSafety).toBe(safety);
});
