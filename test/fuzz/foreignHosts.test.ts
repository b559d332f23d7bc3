/** Credentials go to Mixpanel's hosts or the connection's own, and nowhere else. Longer: `FUZZ_RUNS=1000 npx jest test/fuzz/foreignHosts`. */
import fc from "fast-check";
import { isRecord } from "../../src/mixpanel/records/json";
import { connectionWith, GDPR_TOKEN, PASSWORD, PROJECT_TOKEN, USERNAME } from "../support/connection";
import { actionForms } from "../support/definitions";
import { exampleInputs } from "../support/exampleInputs";
import { runAction } from "../support/harness";
import { ALL_HOSTS } from "../support/hosts";
import { address, type InputTrick, PROXY_NAMES, trickOf } from "../support/hostTricks";
import { leaksIn, secretForms } from "../support/leaks";
import { closeServers, type LocalServer, serve } from "../support/localServer";
import { watchConnections } from "../support/outgoing";

const RUNS = Number(process.env.FUZZ_RUNS ?? 100);
const MIXPANEL = new Set(ALL_HOSTS.map((host) => `${host}:443`));
const SECRETS = secretForms({ username: USERNAME, password: PASSWORD, tokens: [PROJECT_TOKEN, GDPR_TOKEN] });

/** It downloads from storage that Mixpanel names, without credentials: a test of its own. */
const DOWNLOADS = "downloadRetrieval";
const forms = actionForms.filter(({ key }) => key !== DOWNLOADS);

let own: LocalServer;
let foreign: LocalServer;
let reply: { status: number; headers: Record<string, string>; body: string };
let destinations: Set<string>;
const environment = new Map(PROXY_NAMES.map((name) => [name, process.env[name]]));
const sums = { tricks: 0, toOwn: 0, toMixpanel: 0 };

beforeEach(async () => {
  own = await serve((response) => response.writeHead(reply.status, reply.headers).end(reply.body));
  foreign = await serve((response) => response.end("{}"));
  reply = { status: 400, headers: {}, body: '{"error":"refused"}' };
  destinations = watchConnections();
});
afterEach(async () => {
  jest.restoreAllMocks();
  for (const [name, value] of environment) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  await closeServers();
});
afterAll(() => {
  const { tricks, toOwn, toMixpanel } = sums;
  process.stdout.write(
    `${tricks} redirects, proxies and host tricks: ${toOwn} requests to the custom API host, ${toMixpanel} runs that called Mixpanel's hosts, none another\n`,
  );
});

const at = (text: string) => text.replaceAll("{port}", String(foreign.port));
/** As bytes of UTF-8, which is what a header can hold. */
const headerOf = (text: string) => Buffer.from(at(text)).toString("latin1");

type Target = "own" | "ownByHost" | "US" | "EU" | "IN";
const target = fc.constantFrom<Target>("own", "own", "ownByHost", "US", "EU", "IN");

/** A connection whose requests go to the own server, or to Mixpanel's hosts of a residency. */
function connectionTo(where: Target, fields: Record<string, unknown> = {}) {
  const apiHosts: Partial<Record<Target, string>> = { own: own.url, ownByHost: `${own.url}/{host}` };
  return connectionWith({
    username: USERNAME,
    password: PASSWORD,
    projectToken: PROJECT_TOKEN,
    gdprToken: GDPR_TOKEN,
    projectId: "1",
    workspaceId: "2",
    organizationId: "3",
    ...(where in apiHosts ? { apiHost: apiHosts[where] } : { residency: where }),
    ...fields,
  });
}

/** Runs an action, and expects that no host was called but the target's. */
async function expectOnly(
  where: Target,
  key: string,
  params: Record<string, unknown> = {},
  fields: Record<string, unknown> = {},
): Promise<void> {
  const connection = connectionTo(where, fields);
  const [before, toOwn] = [own.received.length, where === "own" || where === "ownByHost"];
  destinations.clear();
  await runAction(key, { connection, params: { ...exampleInputs(key, connection), ...params }, isMadeUp: true });
  const received = own.received.slice(before);
  const isAllowed = (destination: string) =>
    toOwn ? destination === `127.0.0.1:${own.port}` : MIXPANEL.has(destination);
  expect([...destinations].filter((destination) => !isAllowed(destination))).toEqual([]);
  expect(foreign.connections).toEqual([]);
  // The Host header decides where a proxy of the connection sends the request.
  expect(received.filter(({ headers }) => !toOwn || headers.host !== `127.0.0.1:${own.port}`)).toEqual([]);
  sums.tricks++;
  sums.toOwn += received.length;
  sums.toMixpanel += toOwn ? 0 : Math.min(1, destinations.size);
}

const settings = { seed: 17, numRuns: RUNS, endOnFailure: true };

test("B7: a response that names another host is not followed", async () => {
  const named = fc.record({
    form: fc.constantFrom(...forms),
    status: fc.constantFrom(200, 201, 300, 301, 302, 303, 305, 306, 307, 308, 399, 401, 407),
    header: fc.constantFrom(
      "Location",
      "Location",
      "Refresh",
      "Content-Location",
      "Link",
      "Alt-Svc",
      "Proxy-Authenticate",
    ),
    address,
    isJson: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(named, async ({ form, status, header, address: to, isJson }) => {
      const next = at(to);
      const body = isJson
        ? JSON.stringify({
            status: "ok",
            next,
            next_page: next,
            url: next,
            redirect: next,
            results: { next, url: next, results: next },
          })
        : `<meta http-equiv="refresh" content="0;url=${next}"><script>location = ${JSON.stringify(next)}</script>`;
      reply = {
        status,
        headers: { [header]: headerOf(to), "Content-Type": isJson ? "application/json" : "text/html" },
        body,
      };
      await expectOnly("own", form.key);
    }),
    settings,
  );
  expect(sums.toOwn).toBeGreaterThanOrEqual(RUNS / 2);
}, 3_600_000);

test("B7: a proxy of the environment is not used", async () => {
  const proxied = fc.record({
    form: fc.constantFrom(...forms),
    proxies: fc.dictionary(fc.constantFrom(...PROXY_NAMES), fc.oneof(address, fc.constant("http://127.0.0.1:{port}")), {
      minKeys: 1,
    }),
    where: target,
  });
  await fc.assert(
    fc.asyncProperty(proxied, async ({ form, proxies, where }) => {
      for (const name of PROXY_NAMES) delete process.env[name];
      for (const [name, value] of Object.entries(proxies)) process.env[name] = at(value);
      await expectOnly(where, form.key);
    }),
    settings,
  );
}, 3_600_000);

test("B7: no input or field of the connection leads a request to another host", async () => {
  await fc.assert(
    fc.asyncProperty(trickOf(forms), target, async (trick, where) => {
      const { key, params, fields }: InputTrick = JSON.parse(at(JSON.stringify(trick)));
      await expectOnly(where, key, params, fields);
    }),
    settings,
  );
}, 3_600_000);

test("B7: a download from storage, and each of its redirects, is asked for without credentials", async () => {
  const links = fc.tuple(fc.constantFrom(301, 302, 303, 307, 308), fc.integer({ min: 0, max: 4 }));
  await fc.assert(
    fc.asyncProperty(links, async ([status, redirects]) => {
      let left = redirects;
      foreign.server.removeAllListeners("request");
      const seen: unknown[] = [];
      foreign.server.on("request", (request, response) => {
        seen.push(request.url, request.rawHeaders);
        if (left-- > 0) response.writeHead(status, { Location: `${foreign.url}/${left}` }).end();
        else response.end("no zip");
      });
      const results = { status: "SUCCESS", results: `${foreign.url}/archive.zip` };
      reply = {
        status: 200,
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ status: "ok", results }),
      };
      const connection = connectionTo("own");
      const outcome = await runAction(DOWNLOADS, { connection, params: exampleInputs(DOWNLOADS, connection) });
      expect("value" in outcome && isRecord(outcome.value)).toBe(true);
      expect(seen).toHaveLength(2 * (redirects + 1));
      expect(leaksIn(seen, SECRETS)).toEqual([]);
      sums.tricks += redirects;
    }),
    { ...settings, numRuns: Math.min(RUNS, 200) },
  );
}, 3_600_000);
