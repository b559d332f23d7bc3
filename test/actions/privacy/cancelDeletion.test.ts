import { connections } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { runAction } from "../../support/harness";
import { type Reply, useWire } from "../../support/wire";
import { anotherToken, privacyRequest, refusedTrackingIds, TRACKING_ID } from "./privacy";

describeAction({
  key: "cancelDeletion",
  params: { tracking_id: TRACKING_ID },
  request: privacyRequest("DELETE", "deletions", TRACKING_ID),
  reply: { status: 204 },
  result: { tracking_id: TRACKING_ID, cancelled: true },
  optional: [anotherToken],
  refusals: refusedTrackingIds,
});

describe("M4, P2, expectation 30: cancelDeletion, refused with 405", () => {
  const wire = useWire();
  const tooLate = { status: 405, body: { status: "error", error: "Method not allowed" } };
  const cancel = (standing: Reply) => {
    wire.current.reply(tooLate, standing);
    return runAction("cancelDeletion", { connection: connections.full, params: { tracking_id: TRACKING_ID } });
  };
  const task = (status: string): Reply => ({ body: { status: "ok", results: { status } } });

  test.each(["STARTED", "SUCCESS"])("says that it is too late for a deletion that is %s", async (status) => {
    expect(await cancel(task(status))).toMatchObject({
      error: {
        code: "validation_failed",
        status: 405,
        retryable: false,
        message: expect.stringMatching(new RegExp(`too late to cancel the deletion ${TRACKING_ID}.* ${status}\\.`)),
      },
    });
  });

  test("takes a deletion that is already cancelled for cancelled", async () => {
    expect(await cancel(task("REVOKED"))).toMatchObject({ value: { data: { cancelled: true } } });
    expect(wire.current.requests.map(({ method, path }) => [method, path])).toEqual(
      ["DELETE", "GET"].map((method) => [method, privacyRequest(method, "deletions", TRACKING_ID).path]),
    );
  });

  test("says that it is too late, also where the status cannot be read", async () => {
    expect(await cancel({ status: 500 })).toMatchObject({
      error: { code: "validation_failed", status: 405, message: expect.stringContaining("too late to cancel") },
    });
  });
});
