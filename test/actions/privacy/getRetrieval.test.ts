import { connections } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { runAction } from "../../support/harness";
import { useWire } from "../../support/wire";
import { anotherToken, privacyRequest, refusedTrackingIds, TRACKING_ID, UUID } from "./privacy";

const link = "https://storage.example.com/9871287366712";
const results = { status: "SUCCESS", results: link, distinct_ids: ["user-1"] };

describeAction({
  key: "getRetrieval",
  params: { tracking_id: TRACKING_ID },
  request: privacyRequest("GET", "retrievals", TRACKING_ID),
  reply: { body: { status: "ok", results } },
  result: {
    tracking_id: TRACKING_ID,
    task_status: "SUCCESS",
    compliance_type: null,
    download_url: link,
    status: "ok",
    results,
  },
  optional: [anotherToken],
  variants: [["M4: a UUID", { tracking_id: UUID }, privacyRequest("GET", "retrievals", UUID)]],
  refusals: refusedTrackingIds,
});

describe("M4: getRetrieval", () => {
  const wire = useWire();
  const get = (body: unknown) => {
    wire.current.reply({ body: { status: "ok", results: body } });
    return runAction("getRetrieval", { connection: connections.full, params: { tracking_id: TRACKING_ID } });
  };

  test.each([
    ["in results", { status: "SUCCESS", results: link }],
    ["in result, with blanks and quotes", { status: "SUCCESS", result: ` "${link}" ` }],
    ["in destination_url of a list", [{ status: "SUCCESS", destination_url: link, tracking_id: TRACKING_ID }]],
  ])("finds the link %s", async (_where, body) => {
    expect(await get(body)).toMatchObject({ value: { data: { download_url: link, task_status: "SUCCESS" } } });
  });

  test.each(["", " ", null, '""'])("has no link while Mixpanel answers %j", async (empty) => {
    const outcome = await get({ status: "PENDING", results: empty, destination_url: null });
    expect(outcome).toMatchObject({ value: { data: { download_url: null, task_status: "PENDING" } } });
  });

  test("takes the reason of a failure for no link", async () => {
    const outcome = await get({ status: "FAILURE", result: "scan failed" });
    expect(outcome).toMatchObject({ value: { data: { download_url: null, results: { result: "scan failed" } } } });
  });

  test.each(["NOT_FOUND", "UNKNOWN", "FAILURE", "REVOKED", "SOMETHING_NEW"])(
    "returns the status %s, which is no failure of the step",
    async (status) => {
      expect(await get({ status, results: "", distinct_ids: [] })).toMatchObject({
        value: { data: { tracking_id: TRACKING_ID, task_status: status, download_url: null } },
      });
    },
  );
});
