import { connections, PROJECT_ID, PROJECT_TOKEN, PROJECT_TOKEN_HEADER } from "../../support/connection";
import { describeAction } from "../../support/describeAction";
import { authorized } from "../../support/expectedRequest";
import { runAction } from "../../support/harness";
import { useWire } from "../../support/wire";

const answer = { code: 200, flags: { new_checkout: { variant_key: "treatment", variant_value: { color: "green" } } } };
const of = (context: object) => ({ query: { context: JSON.stringify({ distinct_id: "user/1 &", ...context }) } });

describeAction({
  key: "evaluateFeatureFlags",
  params: { distinct_id: "user/1 &" },
  request: {
    method: "GET",
    host: "api.mixpanel.com",
    path: "/flags",
    // M4: JSON that the address holds encoded once.
    query: { project_id: PROJECT_ID, token: PROJECT_TOKEN, ...of({}).query },
    headers: authorized,
  },
  reply: { body: answer },
  result: answer,
  optional: [
    ["device_id", "device-1", of({ device_id: "device-1" })],
    ["groups", { company_id: "acme" }, { query: { context: '{"company_id":"acme","distinct_id":"user/1 &"}' } }],
    ["custom_properties", { plan: "pro", seats: 3 }, of({ custom_properties: { plan: "pro", seats: 3 } })],
    ["useProjectToken", true, { headers: { authorization: PROJECT_TOKEN_HEADER } }],
    ["useProjectToken", "false", {}],
  ],
  variants: [["a number as text", { distinct_id: 12345 }, { query: { context: '{"distinct_id":"12345"}' } }]],
  refusals: [
    ["no distinct ID", { distinct_id: "" }, "Distinct ID"],
    ["custom properties that are a list", { custom_properties: "[]" }, "Custom Properties"],
  ],
});

describe("M4: evaluateFeatureFlags", () => {
  const wire = useWire();

  test("needs only the project token if it authenticates with it", async () => {
    wire.current.reply({ body: answer });
    const params = { distinct_id: "u", useProjectToken: true };
    expect(await runAction("evaluateFeatureFlags", { connection: connections.tokenOnly, params })).toMatchObject({
      value: { data: answer },
    });
    expect(wire.current.request.headers.authorization).toBe(PROJECT_TOKEN_HEADER);
  });

  test("sends no token if the connection has none", async () => {
    wire.current.reply({ body: answer });
    await runAction("evaluateFeatureFlags", { connection: connections.accountOnly, params: { distinct_id: "u" } });
    expect(wire.current.request.query).toEqual({ project_id: PROJECT_ID, context: '{"distinct_id":"u"}' });
  });

  test("evaluates the user even if a group key has the name of the user's ID", async () => {
    wire.current.reply({ body: answer });
    const params = { distinct_id: "u", groups: { distinct_id: "other" } };
    await runAction("evaluateFeatureFlags", { connection: connections.full, params });
    expect(wire.current.request.query.context).toBe('{"distinct_id":"u"}');
  });
});
