import type { Endpoint } from "../../../src/mixpanel/endpoint";
import { withDefaultIds } from "../../../src/mixpanel/http/defaultIds";
import { thrownBy } from "../../support/failure";

const DEFAULTS = { projectId: "1", workspaceId: "2", organizationId: "3" };
const row = (path: string, query: Endpoint["query"] = {}): Endpoint => ({
  operation: "readThings",
  host: "query",
  method: "GET",
  path,
  query,
  auth: "serviceAccount",
  effect: "read",
  response: "json",
  docs: "",
});
const EVERYWHERE = row("/projects/{projectId}/workspaces/{workspaceId}/organizations/{organizationId}");

describe("B7: the default project, workspace and organization of a request", () => {
  test("are added where the row has them, in the path or elsewhere", () => {
    expect(withDefaultIds(EVERYWHERE, "serviceAccount", { a: 1 }, DEFAULTS)).toEqual({
      ...{ a: 1, project_id: "1", workspace_id: "2", organization_id: "3" },
    });
    expect(withDefaultIds(row("/", { workspace_id: "text" }), "serviceAccount", {}, DEFAULTS)).toEqual({
      workspace_id: "2",
    });
    expect(withDefaultIds(row("/"), "serviceAccount", { a: 1 }, DEFAULTS)).toEqual({ a: 1 });
  });

  test("give way to those of the request, which stays as it was", () => {
    const parameters = { project_id: "9" };
    expect(withDefaultIds(EVERYWHERE, "serviceAccount", parameters, DEFAULTS)).toMatchObject({
      ...{ project_id: "9", workspace_id: "2" },
    });
    expect(parameters).toEqual({ project_id: "9" });
  });

  test("may be missing outside of the path, except for the project of a service account", () => {
    const query = row("/", { project_id: "text", workspace_id: "text" });
    expect(withDefaultIds(query, "gdprToken", {}, {})).toEqual({});
    expect(withDefaultIds(query, "serviceAccount", { project_id: "1" }, {})).toEqual({ project_id: "1" });
    const error = thrownBy(() => withDefaultIds(query, "serviceAccount", {}, { workspaceId: "2" }));
    expect(error).toMatchObject({ code: "authentication_failed", operation: "readThings" });
    expect(error.message).toBe(
      "readThings was not sent: the project ID is missing. Fill in the Project ID of the step or the Default Project ID of the connection, because a service account can have several projects. Find the ID in Mixpanel under Project Settings > Overview.",
    );
  });

  test.each([
    ["project", "Project ID"],
    ["workspace", "Workspace ID"],
    ["organization", "Organization ID"],
  ])("may not be missing in the path: %s", (name, label) => {
    const error = thrownBy(() => withDefaultIds(row(`/{${name}Id}`), "gdprToken", {}, {}));
    expect(error.code).toBe("invalid_input");
    expect(error.message).toBe(
      `${label}: got nothing, expected a number such as 1234567. Fill in the ${label} of the step, or the Default ${label} of the connection.`,
    );
  });

  test("may not be missing in the path, also if the query has the same one", () => {
    const both = row("/{workspaceId}", { workspace_id: "text" });
    expect(thrownBy(() => withDefaultIds(both, "serviceAccount", {}, {})).code).toBe("invalid_input");
  });
});
