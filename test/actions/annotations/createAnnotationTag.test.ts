import { connections, PROJECT_ID } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized, JSON_BODY } from "../../support/expectedRequest";
import { runAction } from "../../support/harness";
import { useWire } from "../../support/wire";

const tag = { id: 12, name: "Release", project_id: 1234567, has_annotations: false };

describeAction({
  key: "createAnnotationTag",
  // Without the request that looks for a tag of the name.
  params: { name: "Release", reuseExisting: false },
  request: {
    method: "POST",
    host: "mixpanel.com",
    path: `/api/app/projects/${PROJECT_ID}/annotations/tags`,
    headers: { ...authorized, ...JSON_BODY },
    json: { name: "Release" },
  },
  reply: { body: { status: "ok", results: tag } },
  result: { status: "ok", results: tag, created: true },
  steering: ["reuseExisting"],
  refusals: [["no name", { name: " " }, "Name"]],
});

describe("M1: a tag of the same name", () => {
  const wire = useWire();
  const create = (params = {}) =>
    runAction("createAnnotationTag", { connection: connections.full, params: { name: "Release", ...params } });

  test("is returned instead of creating another one, as tags cannot be deleted", async () => {
    wire.current.reply({ body: { status: "ok", results: [{ ...tag, id: 11, name: "release" }, tag] } });
    expect(await create()).toMatchObject({ value: { data: { status: "ok", results: tag, created: false } } });
    expect(wire.current.request).toMatchObject({ method: "GET" });
  });

  test("that is missing is created after the look", async () => {
    wire.current.reply({ body: { status: "ok", results: [{ ...tag, name: "release" }] } }, { body: tag });
    expect(await create()).toMatchObject({ value: { data: { results: tag, created: true } } });
    expect(wire.current.requests.map(({ method }) => method)).toEqual(["GET", "POST"]);
  });

  test("is not created if the tags cannot be read", async () => {
    wire.current.reply({ status: 500, body: { status: "error", error: "down" } });
    expect(await create()).toMatchObject({ error: { code: "server_error", operation: "listAnnotationTags" } });
    expect(wire.current.request).toMatchObject({ method: "GET" });
  });
});
