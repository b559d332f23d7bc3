import { connections } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { runAction } from "../../support/harness";
import { useWire } from "../../support/wire";
import { anotherToken, privacyRequest, refusedTrackingIds, TRACKING_ID } from "./privacy";

const results = {
  tracking_id: TRACKING_ID,
  status: "STAGING",
  requesting_user: "privacy@example.com",
  compliance_type: "gdpr",
  project_id: 1234567,
  date_requested: "2024-01-31T12:00:00",
  distinct_ids: ["user-1"],
};

describeAction({
  key: "getDeletion",
  params: { tracking_id: TRACKING_ID },
  request: privacyRequest("GET", "deletions", TRACKING_ID),
  reply: { body: { status: "ok", results } },
  result: {
    tracking_id: TRACKING_ID,
    task_status: "STAGING",
    compliance_type: "GDPR",
    can_cancel: true,
    status: "ok",
    results,
  },
  optional: [anotherToken],
  refusals: refusedTrackingIds,
});

describe("M4: getDeletion", () => {
  const wire = useWire();

  test.each([
    ["PENDING", true],
    ["STAGING", true],
    ["STARTED", false],
    ["SUCCESS", false],
    ["FAILURE", false],
    ["REVOKED", false],
    ["NOT_FOUND", false],
    ["UNKNOWN", false],
  ])("with the short response and the status %s, says whether it can be cancelled: %s", async (status, can_cancel) => {
    wire.current.reply({ body: { status: "ok", results: { status, result: "", distinct_ids: ["user-1"] } } });
    const params = { tracking_id: TRACKING_ID };
    expect(await runAction("getDeletion", { connection: connections.full, params })).toMatchObject({
      value: { data: { tracking_id: TRACKING_ID, task_status: status, can_cancel } },
    });
  });
});
