import fc from "fast-check";
import * as mixpanel from "../../src/mixpanel";
import { MixpanelError } from "../../src/mixpanel/errors";
import { JUNK, nestedJunk } from "../support/junk";
import { closeServers, sendJson, serve } from "../support/localServer";

afterEach(closeServers);

const { MixpanelClient, profiles, ...api } = mixpanel;

type Call = (client: mixpanel.MixpanelClient, junk: never) => unknown;

const NONE = { parameters: {} };
const TRACK = { parameters: {}, fillToken: true };

/** The functions of the client that take records, rows or a mapping in any form. */
const CALLS: Readonly<Record<string, Call>> = {
  sendImport: (client, junk) => api.sendImport(client, junk),
  "sendImport, as a list": (client, junk) => api.sendImport(client, [junk]),
  "sendImport, as properties": (client, junk) =>
    api.sendImport(client, [{ event: "a", properties: { time: 1, distinct_id: "b", own: junk } }]),
  sendTrack: (client, junk) => api.sendTrack(client, junk, TRACK),
  "sendTrack, as a list": (client, junk) => api.sendTrack(client, [junk], TRACK),
  sendProfileUpdates: (client, junk) => api.sendProfileUpdates(client, profiles.updateMultipleProfiles, junk, NONE),
  "sendProfileUpdates, as a list": (client, junk) =>
    api.sendProfileUpdates(client, profiles.updateMultipleProfiles, [junk], NONE),
  "sendProfileUpdates, as a value": (client, junk) =>
    api.sendProfileUpdates(client, profiles.updateMultipleProfiles, [{ $distinct_id: "a", $set: { own: junk } }], NONE),
  syncRows: (client, junk) =>
    api.syncRows(client, junk, {
      target: { kind: "events" },
      mapping: api.readMapping({ event: "a" }, { target: "events" }),
    }),
  "syncRows, as a list": (client, junk) =>
    api.syncRows(client, [junk], {
      target: { kind: "events" },
      mapping: api.readMapping({ event: "a" }, { target: "events" }),
    }),
  previewRows: (client, junk) =>
    api.previewRows(client, junk, { target: { kind: "users" }, mapping: api.readMapping({}, { target: "users" }) }),
  readMapping: (_client, junk) => api.readMapping(junk, { target: "events" }),
  sendOrders: (client, junk) => api.sendOrders(client, junk),
  "sendOrders, as a list": (client, junk) => api.sendOrders(client, [junk]),
  uploadSchemas: (client, junk) => api.uploadSchemas(client, junk, { truncate: false }),
  parseApiHost: (_client, junk) => (typeof junk === "string" ? api.parseApiHost(junk) : undefined),
};

async function clientOfRefusing() {
  const server = await serve((response) => sendJson(response, { error: "refused" }, 400));
  const credentials = { username: "someone", password: "secret-0123456789", projectToken: "0123456789abcdef" };
  const retry = { ...mixpanel.DEFAULT_RETRY, maxRetries: 0 };
  return new MixpanelClient({ credentials, projectId: "1", apiHost: `${server.url}/{host}`, transport: { retry } });
}

async function untyped(call: Call, client: mixpanel.MixpanelClient, junk: unknown): Promise<string | undefined> {
  try {
    await call(client, junk as never);
    return undefined;
  } catch (error) {
    if (error instanceof MixpanelError) return undefined;
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}

describe.each(Object.entries(CALLS))("B3: %s", (_name, call) => {
  test("returns or throws an error of the client, given any of the junk", async () => {
    const client = await clientOfRefusing();
    const faults: string[] = [];
    for (const { name, make } of JUNK) {
      const fault = await untyped(call, client, make());
      if (fault !== undefined) faults.push(`${name}: ${fault}`);
    }
    expect(faults).toEqual([]);
  });

  test("returns or throws an error of the client, given nested junk", async () => {
    const client = await clientOfRefusing();
    await fc.assert(
      fc.asyncProperty(nestedJunk, async ({ make }) => {
        expect(await untyped(call, client, make())).toBeUndefined();
      }),
      { seed: 1, numRuns: Number(process.env.FUZZ_RUNS ?? 20), endOnFailure: true },
    );
  });
});
