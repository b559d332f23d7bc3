import { MixpanelClient } from "../../../src/mixpanel/client";
import { createDeletion, getRetrieval } from "../../../src/mixpanel/endpoints/privacy";
import { failureOf } from "../../support/failure";
import { closeServers, sendJson, serve } from "../../support/localServer";

afterEach(closeServers);

const ACCOUNT = { username: "desk.a1b2c3.mp-service-account", password: "account-secret-0123456789" };

async function refusedWith(status: number, error: string, gdprToken = "gdpr-token-0123456789") {
  const server = await serve((response) => sendJson(response, { status: "error", error }, status));
  const credentials = { ...ACCOUNT, projectToken: "project-token-1", gdprToken };
  const client = new MixpanelClient({ credentials, apiHost: server.url });
  const failures = [
    await failureOf(client.call(createDeletion, { distinct_ids: ["a"], compliance_type: "GDPR" })),
    await failureOf(client.call(getRetrieval, { tracking_id: "1" })),
  ];
  return { failures, sent: server.received.length };
}

const EXPIRED = "Mixpanel rejected the GDPR Token";
const FOREIGN = "the owner of the GDPR Token may not make privacy requests in the project";
const PROJECT = "Mixpanel knows no project with this Project Token";
const NO_ACCOUNT = "is a service account or its secret, which privacy requests do not take";

describe("P2, expectation 34: refused credentials of a privacy request", () => {
  test.each([
    ["an expired token", 401, "Unable to authenticate request", EXPIRED],
    ["an expired token, in words", 401, "Unable to authenticate request: the OAuth token has expired.", EXPIRED],
    ["a token without words", 401, "", EXPIRED],
    ["a token of somebody else", 403, "Forbidden", FOREIGN],
    ["a token without permission", 403, "The authenticated user does not have permission for this project.", FOREIGN],
    ["no permission with 401", 401, "User is not a member of this project", FOREIGN],
    ["a wrong project token", 401, "Invalid project token", PROJECT],
    ["a token of no project", 401, "Unable to authenticate request: token is not the token of a project.", PROJECT],
    ["a service account", 401, "this API takes an OAuth token, no service account.", NO_ACCOUNT],
  ])("say of %s (%d %j) what it is", async (_what, status, words, expected) => {
    const { failures } = await refusedWith(status, words);
    for (const { message, code } of failures) {
      expect(code).toBe("authentication_failed");
      expect([EXPIRED, FOREIGN, PROJECT, NO_ACCOUNT].filter((one) => message.includes(one))).toEqual([expected]);
    }
  });

  test.each([
    ["the user name", ACCOUNT.username],
    ["the user name of another account", "other.d4e5f6.mp-service-account"],
    ["the secret", ACCOUNT.password],
    ["name and secret", `${ACCOUNT.username}:${ACCOUNT.password}`],
    ["Basic credentials", `Basic ${Buffer.from("someone:secret").toString("base64")}`],
    ["encoded credentials", Buffer.from(`${ACCOUNT.username}:${ACCOUNT.password}`).toString("base64")],
  ])("are not sent if the GDPR Token is %s of a service account", async (_what, gdprToken) => {
    const { failures, sent } = await refusedWith(401, "", gdprToken);
    for (const { message } of failures) {
      expect(message).toContain(NO_ACCOUNT);
      expect(message).not.toContain(ACCOUNT.password);
    }
    expect(sent).toBe(0);
  });

  test("leave a wrong data residency its own message", async () => {
    const { failures } = await refusedWith(403, "Invalid project id for cluster");
    for (const { message } of failures) expect(message).toContain("not stored in the data residency");
  });

  test("leave a page of a proxy its own message", async () => {
    const server = await serve((response) => response.writeHead(403).end("<html><body>Forbidden</body></html>"));
    const credentials = { projectToken: "project-token-1", gdprToken: "gdpr-token-0123456789" };
    const client = new MixpanelClient({ credentials, apiHost: server.url });
    expect((await failureOf(client.call(getRetrieval, { tracking_id: "1" }))).byFrontEnd).toBe(true);
  });
});
