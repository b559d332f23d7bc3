import fc from "fast-check";
import component from "../../src";
import { MixpanelClient } from "../../src/mixpanel/client";
import { InputError } from "../../src/mixpanel/errors";
import { requiredCredentials } from "../../src/platform/webhookReply";
import { connectionWith } from "../support/connection";
import { exampleInputs } from "../support/exampleInputs";
import { thrownBy } from "../support/failure";
import { runAction, runDataSource } from "../support/harness";
import { leaksIn } from "../support/leaks";
import { useWire } from "../support/wire";

const wire = useWire();

const account = {
  username: "reporter.mp-service-account",
  password: "account-secret-0123456789",
  projectToken: "0123456789abcdef",
  gdprToken: "gdpr-token-0123456789",
  integrationId: "example-partner",
  projectId: "1234567",
};

const FIELDS: readonly (readonly [key: keyof typeof account, label: string])[] = [
  ["username", "Username"],
  ["password", "Password"],
  ["projectToken", "Project Token"],
  ["gdprToken", "GDPR Token"],
  ["integrationId", "Integration ID"],
];

/** Characters that no credential has. */
const FAULTS: readonly (readonly [what: string, character: string])[] = [
  ["a line break", "\n"],
  ["a line break", "\r\n"],
  ["a line break", "\u2028"],
  ["a control character", "\0"],
  ["a control character", "\x7f"],
  ["half a character", "\ud83d"],
];

const START = "beginning-of-a-secret";
const END = "end-of-a-secret-01234";

describe.each(FIELDS)("B2: %s", (key, label) => {
  test.each(FAULTS)(`with %s (%j) is refused as ${label}, before anything is sent`, async (what, character) => {
    const connection = connectionWith({ ...account, [key]: `${START}${character}${END}` });
    const actions = ["listPipelines", "trackEvents", "importEvents", "createRetrieval", "rawRequest"];
    const outcomes = [
      ...(await Promise.all(
        actions.map((action) => runAction(action, { connection, params: exampleInputs(action, connection) })),
      )),
      await runDataSource("cohorts", { connection, params: {} }),
    ];
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({
        error: {
          code: "invalid_input",
          input: label,
          message: expect.stringMatching(`^${label}: got text with ${what}`),
        },
      });
      expect(leaksIn(outcome, [START, END])).toEqual([]);
    }
    expect(wire.current.requests).toEqual([]);
  });
});

test.each([
  ["gdprToken", "GDPR Token", "gdpr-tökén-0123"],
  ["integrationId", "Integration ID", "日本-partner"],
])("B2: %s with a character that its header cannot hold is refused as %s", async (key, label, value) => {
  const connection = connectionWith({ ...account, [key]: value });
  const outcome = await runAction("listPipelines", { connection, params: {} });
  expect(outcome).toMatchObject({
    error: { message: expect.stringMatching(`^${label}: got text with a character that a header cannot hold`) },
  });
  expect(leaksIn(outcome, [value])).toEqual([]);
});

test("B2: user names, passwords and project tokens are encoded, so they may hold any other character", async () => {
  wire.current.reply({ body: [] });
  const connection = connectionWith({ ...account, username: "björn", password: "päss wörd 日本 😀" });
  expect(await runAction("listSavedFunnels", { connection, params: {} })).toMatchObject({ value: { data: [] } });
});

test("B2: the client throws an InputError or sends a header, whatever text a credential is", () => {
  const field = fc.constantFrom(...FIELDS);
  const text = fc.string({ unit: "binary", minLength: 1 });
  fc.assert(
    fc.property(field, text, ([key, label], value) => {
      const { integrationId, projectId: _, ...credentials } = { ...account, [key]: value };
      const make = () => new MixpanelClient({ credentials, integrationId });
      const isFit = !/[\p{Cc}\p{Surrogate}\u2028\u2029]/u.test(value);
      if (isFit && !["gdprToken", "integrationId"].includes(key)) expect(make).not.toThrow();
      else if (!isFit) expect(thrownBy(make)).toMatchObject({ code: "invalid_input", input: label });
    }),
    { seed: 1 },
  );
});

test.each([[7], [null], [{}], [["a"]], [Symbol("s")], [10n]])(
  "B2: the client takes no %p in place of a password",
  (value) => {
    const options = JSON.parse("{}");
    options.credentials = { username: "someone", password: value };
    expect(thrownBy(() => new MixpanelClient(options))).toBeInstanceOf(InputError);
  },
);

test.each(FAULTS)("B2: webhook credentials with %s (%j) are refused", (what, character) => {
  const value = `${START}${character}${END}`;
  for (const [key, label] of FIELDS.slice(0, 2)) {
    const fields = { username: "mixpanel", password: "webhook-secret", [key]: value };
    const error = thrownBy(() => requiredCredentials({ fields }));
    expect(error).toMatchObject({ code: "invalid_input", input: `Webhook Credentials, ${label}` });
    expect(error.message).toContain(`got text with ${what}`);
    expect(leaksIn(error, [START, END])).toEqual([]);
  }
});

test("B2: each field of the connection that hides its text is checked", () => {
  const [{ inputs = [] } = {}] = component.connections ?? [];
  const hidden = inputs.filter(({ type }) => type === "password").map(({ key }) => key);
  expect(hidden.length).toBeGreaterThan(0);
  expect(FIELDS.map(([key]) => key)).toEqual(expect.arrayContaining(hidden));
});
