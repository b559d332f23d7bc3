import { MixpanelClient } from "../../src/mixpanel/client";
import { InputError } from "../../src/mixpanel/errors";
import { sendAlias, sendIdentity } from "../../src/mixpanel/identities";
import { failureOf } from "../support/failure";
import { fakeTime } from "../support/fakeTime";
import { closeServers, serve } from "../support/localServer";

afterEach(closeServers);

const UUID = "2a3b4c5d-1234-4abc-9def-0123456789ab";
const options = { strict: "1", verbose: "1" } as const;

async function start(answer = "1") {
  const server = await serve((response) => response.end(answer));
  const client = new MixpanelClient({
    credentials: { projectToken: "token-1" },
    apiHost: server.url,
    transport: fakeTime().options,
  });
  const form = () => Object.fromEntries(new URLSearchParams(server.received[0]?.body.toString("utf8")));
  return { server, client, form };
}

test("an identity links an anonymous and a known ID, as a form with JSON in it", async () => {
  const { server, client, form } = await start();
  expect(await sendIdentity(client, { identifiedId: "user-1", anonId: UUID }, options)).toEqual({
    status: 1,
    error: null,
  });
  expect(`${server.received[0]?.method} ${server.received[0]?.url}`).toBe("POST /track?ip=0&verbose=1");
  expect(server.received[0]?.headers.authorization).toBeUndefined();
  expect({ ...form(), data: JSON.parse(form().data ?? "") }).toEqual({
    strict: "1",
    data: {
      event: "$identify",
      properties: { $identified_id: "user-1", $anon_id: UUID, token: "token-1" },
    },
  });
});

test("an alias gives a user a second ID, in the project of the token that is named", async () => {
  const { client, form } = await start();
  await sendAlias(
    client,
    { distinctId: "user-1", alias: "u1@example.com" },
    { ...options, projectToken: "other-token" },
  );
  expect(JSON.parse(form().data ?? "")).toEqual({
    event: "$create_alias",
    properties: { distinct_id: "user-1", alias: "u1@example.com", token: "other-token" },
  });
});

test.each([UUID.toUpperCase(), UUID.replaceAll("-", "")])("%s is a UUID of version 4 too", async (anonId) => {
  const { server, client } = await start();
  await sendIdentity(client, { identifiedId: "user-1", anonId }, options);
  expect(server.received).toHaveLength(1);
});

test.each(["", "anon-1", "2a3b4c5d-1234-1abc-9def-0123456789ab", "2a3b4c5d-1234-4abc-7def-0123456789ab", `${UUID} `])(
  "%j is no anonymous ID, and nothing is sent",
  async (anonId) => {
    const { server, client } = await start();
    const error = await failureOf(sendIdentity(client, { identifiedId: "user-1", anonId }, options));
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toContain(`Anon ID: got "${anonId}", expected a version 4 UUID`);
    expect(server.received).toEqual([]);
  },
);

test("an alias for itself is refused", async () => {
  const { server, client } = await start();
  expect((await failureOf(sendAlias(client, { distinctId: "a", alias: "a" }, options))).message).toBe(
    "Alias: got the Distinct ID itself, expected another ID for the same user.",
  );
  expect(server.received).toEqual([]);
});

test("a 200 that says 0 is a failure", async () => {
  const { client } = await start('{"status": 0, "error": "not in this project"}');
  const error = await failureOf(sendAlias(client, { distinctId: "a", alias: "b" }, options));
  expect(error.message).toContain("createAlias: Mixpanel rejected the request (status 200): not in this project.");
});

test.each([
  `$device:${UUID}`,
  `$device:${UUID.toUpperCase()}`,
  `$device:${UUID.replace("-4abc-", "-1abc-")}`,
  UUID.toUpperCase(),
])("T7: %s is an anonymous ID of Mixpanel's SDKs", async (anonId) => {
  const { client, form } = await start();
  await sendIdentity(client, { identifiedId: "user-1", anonId }, options);
  expect(JSON.parse(form().data ?? "").properties.$anon_id).toBe(anonId);
});

test.each([
  "$device:user-1",
  "device:2a3b4c5d-1234-4abc-9def-0123456789ab",
  "$DEVICE:2a3b4c5d-1234-4abc-9def-0123456789ab",
])("T7: %s is none", async (anonId) => {
  const { server, client } = await start();
  const error = await failureOf(sendIdentity(client, { identifiedId: "user-1", anonId }, options));
  expect(error).toMatchObject({ code: "invalid_input", input: "Anon ID" });
  expect(server.received).toEqual([]);
});

describe.each(["undefined", "NULL", "0", "00000000-0000-0000-0000-000000000000", "$device:undefined"])(
  "T7: the placeholder %s is not linked",
  (id) => {
    test.each<[string, (client: MixpanelClient) => Promise<unknown>]>([
      ["Identified ID", (client) => sendIdentity(client, { identifiedId: id, anonId: UUID }, options)],
      ["Anon ID", (client) => sendIdentity(client, { identifiedId: "user-1", anonId: id }, options)],
      ["Distinct ID", (client) => sendAlias(client, { distinctId: id, alias: "user-1" }, options)],
      ["Alias", (client) => sendAlias(client, { distinctId: "user-1", alias: id }, options)],
    ])("as %s", async (input, link) => {
      const { server, client } = await start();
      expect(await failureOf(link(client))).toMatchObject({ code: "invalid_input", input });
      expect(server.received).toEqual([]);
    });
  },
);

test.each([
  ["an identity", (client: MixpanelClient) => sendIdentity(client, { identifiedId: "u", anonId: UUID }, options)],
  ["an alias", (client: MixpanelClient) => sendAlias(client, { distinctId: "u", alias: "v" }, options)],
])("T3: %s is linked where Mixpanel counts it, and fails where it counts none", async (_, send) => {
  const counting = (count: number) => JSON.stringify({ code: 200, num_good_events: count, status: "OK" });
  expect(await send((await start(counting(1))).client)).toEqual({ status: 1, error: null });
  const error = await failureOf(send((await start(counting(0))).client));
  expect(error).toMatchObject({ code: "validation_failed", message: expect.stringContaining("stored nothing") });
});
