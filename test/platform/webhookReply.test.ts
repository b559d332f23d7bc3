import { examplePayload } from "../../src/platform/triggerPayload";
import { jsonReply, passedOn, rawTextOf, refusalOf } from "../../src/platform/webhookReply";

const PASSWORD = "a very secret password";
const CONNECTION = { key: "webhookCredentials", fields: { username: "mixpanel", password: PASSWORD } };
const basic = (text: string) => ({ Authorization: `Basic ${Buffer.from(text).toString("base64")}` });
const RIGHT = basic(`mixpanel:${PASSWORD}`);

describe("the credentials of a call", () => {
  test("G1: the right ones are accepted", () => {
    expect(refusalOf({}, RIGHT, CONNECTION)).toBeUndefined();
  });

  test.each([
    ["wrong ones", basic("mixpanel:other"), "The user name or password is wrong"],
    ["a missing header", {}, "The call has no Authorization header"],
  ])("G1: %s: refused with 401, and the message says how to log in", (_, headers, message) => {
    const refusal = refusalOf({}, headers, CONNECTION);
    expect(refusal).toMatchObject({
      statusCode: 401,
      contentType: "application/json",
      headers: { "WWW-Authenticate": expect.stringMatching(/^Basic /) },
    });
    expect(JSON.parse(refusal?.body ?? "")).toEqual({
      error: { message: expect.stringContaining(message), code: 401 },
    });
  });

  test("G1: a missing header's message says that it may have been removed on the way", () => {
    expect(refusalOf({}, {}, CONNECTION)?.body).toContain("the header was removed on the way");
  });

  test.each([
    ["no connection", undefined],
    ["another connection", { key: "apiToken", fields: { projectToken: "t" } }],
    ["an empty user name and password", { fields: { username: "", password: "" } }],
    ["a blank password", { fields: { username: "mixpanel", password: " " } }],
  ])("G1: with %s nobody is accepted, and the fault is ours", (_, connection) => {
    for (const headers of [RIGHT, {}, basic(":"), basic("mixpanel: "), basic("undefined:undefined")]) {
      const refusal = refusalOf({}, headers, connection);
      expect(refusal?.statusCode).toBe(500);
      expect(refusal?.body).toContain("expected a connection of the type Webhook Credentials");
    }
  });

  test("G1: only a simulated test is not checked", () => {
    expect(refusalOf({ isSimulatedTestExecution: true }, {}, CONNECTION)).toBeUndefined();
    expect(refusalOf({ isSimulatedTestExecution: false }, {}, CONNECTION)?.statusCode).toBe(401);
  });

  test("G1: no refusal contains a credential", () => {
    for (const headers of [{}, basic("mixpanel:my guess")]) {
      const refusal = JSON.stringify(refusalOf({}, headers, CONNECTION));
      for (const secret of [PASSWORD, "my guess", Buffer.from("mixpanel:my guess").toString("base64")])
        expect(refusal).not.toContain(secret);
    }
  });

  test("G1: a caller can expect another form of error", () => {
    const refusal = refusalOf({}, {}, CONNECTION, ({ code }) => ({ status: "failure", code }));
    expect(refusal?.body).toBe('{"status":"failure","code":401}');
  });
});

test.each([
  ["text", '{"id":12345678901234567890}'],
  ["bytes", Buffer.from('{"id":12345678901234567890}')],
])("G1: the raw body is read from %s, with all digits", (_, data) => {
  expect(rawTextOf({ rawBody: { data }, body: { data: { id: 12345678901234567000 } } })).toBe(
    '{"id":12345678901234567890}',
  );
});

test("G1: without a raw body, the body is read", () => {
  expect(rawTextOf({ rawBody: { data: { a: 1 } }, body: { data: '{"a":2}' } })).toBe('{"a":2}');
  expect(rawTextOf({ rawBody: { data: undefined }, body: { data: { a: 1 } } })).toBe('{"a":1}');
  expect(rawTextOf({ rawBody: { data: undefined }, body: { data: undefined } })).toBe("null");
});

test("G1: what is passed on has the raw body and other headers, and no credentials", () => {
  const payload = { ...examplePayload({ a: 1 }), headers: { ...RIGHT, "Content-Type": "application/json" } };
  expect(passedOn(payload, { b: 2 })).toEqual({
    ...payload,
    headers: { "Content-Type": "application/json" },
    body: { data: { b: 2 }, contentType: "application/json" },
  });
});

test("G1: a reply is JSON", () => {
  expect(jsonReply(200, { a: 1 })).toEqual({
    statusCode: 200,
    contentType: "application/json",
    headers: {},
    body: '{"a":1}',
  });
});
