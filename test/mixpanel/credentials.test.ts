import { authorization, requireProjectToken } from "../../src/mixpanel/credentials";
import { MixpanelAuthError } from "../../src/mixpanel/errors";
import { thrownBy } from "../support/failure";

const base64 = (text: string) => Buffer.from(text, "utf8").toString("base64");

describe("authorization", () => {
  test("a service account is Basic user name and secret", () => {
    expect(authorization("serviceAccount", { username: "björn.1", password: "p:w" }, "op")).toBe(
      `Basic ${base64("björn.1:p:w")}`,
    );
  });

  test("a project token as the user is Basic with an empty password", () => {
    expect(authorization("tokenAsUser", { projectToken: "abc123" }, "op")).toBe(`Basic ${base64("abc123:")}`);
  });

  test("a GDPR token is a Bearer", () => {
    expect(authorization("gdprToken", { gdprToken: "gdpr-token" }, "op")).toBe("Bearer gdpr-token");
  });

  test("a token in the body is no header at all, whatever the connection holds", () => {
    expect(
      authorization("tokenInBody", { username: "u", password: "p", projectToken: "t", gdprToken: "g" }, "op"),
    ).toBeUndefined();
  });

  test.each([
    ["serviceAccount", {}, "Username and Password (a service account)"],
    ["serviceAccount", { password: "p" }, "Username (the service account of the Password)"],
    ["serviceAccount", { username: "u" }, "Password (the secret of the service account in Username)"],
    ["serviceAccount", { username: "u", password: "" }, "Password (the secret of the service account in Username)"],
    ["tokenAsUser", { username: "u", password: "p" }, "Project Token"],
    ["gdprToken", { username: "u", password: "p" }, "GDPR Token"],
  ] as const)("%s from %j names the missing field", (auth, credentials, fields) => {
    const error = thrownBy(() => authorization(auth, credentials, "importEvents"));
    expect(error).toBeInstanceOf(MixpanelAuthError);
    expect(error).toMatchObject({ code: "authentication_failed", operation: "importEvents", status: undefined });
    expect(error.message).toBe(
      `importEvents was not sent: the connection has no ${fields}. Fill in ${fields} on the Mixpanel connection.`,
    );
  });
});

test("requireProjectToken returns the token, and names the field where there is none", () => {
  expect(requireProjectToken({ projectToken: "abc123" }, "trackEvents")).toBe("abc123");
  expect(thrownBy(() => requireProjectToken({ projectToken: "" }, "trackEvents")).message).toBe(
    "trackEvents was not sent: the connection has no Project Token. Fill in Project Token on the Mixpanel connection.",
  );
});
