import { connections, connectionWith, PROJECT_ID, WORKSPACE_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized } from "../../support/expectedRequest";
import { FLAG, FLAG_ID } from "../../support/flags";
import { runAction } from "../../support/harness";
import { useWire } from "../../support/wire";

const answer = { status: "ok", results: {} };

describeAction({
  key: "deleteFeatureFlag",
  params: { flag_id: FLAG_ID },
  before: { path: (path) => path, reply: { body: { status: "ok", results: { ...FLAG, status: "archived" } } } },
  request: {
    method: "DELETE",
    host: "mixpanel.com",
    path: `/api/app/projects/${PROJECT_ID}/workspaces/${WORKSPACE_ID}/feature-flags/${FLAG_ID}`,
    headers: authorized,
  },
  reply: { body: answer },
  result: answer,
  refusals: [["M5: no ID", { flag_id: "" }, "Feature Flag ID"]],
});

describe("M5: deleteFeatureFlag", () => {
  const wire = useWire();

  test.each([
    ["enabled", "disabled, and then to archived"],
    ["disabled", "set its Status to archived"],
  ])("deletes no flag that is %s", async (status, words) => {
    wire.current.reply({ body: { status: "ok", results: { ...FLAG, status } } });
    const connection = connectionWith({ ...connections.full.fields, workspaceId: WORKSPACE_ID });
    const outcome = await runAction("deleteFeatureFlag", { connection, params: { flag_id: FLAG_ID } });
    expect(outcome).toMatchObject({
      error: { code: "invalid_input", input: "Feature Flag ID", message: expect.stringContaining(words) },
    });
    expect(wire.current.request.method).toBe("GET");
  });
});
