import { MixpanelClient } from "../../../src/mixpanel/client";
import { knownAccounts, projectTimeZone } from "../../../src/mixpanel/connection/timeZone";
import { fakeTime } from "../../support/fakeTime";
import { closeServers, type LocalServer, sendJson, serve } from "../../support/localServer";

afterEach(closeServers);
beforeEach(() => knownAccounts.clear());

const answering = () =>
  serve((response) => sendJson(response, { results: { projects: { 12: { timezone: "US/Pacific" } } } }));
const clientOf = ({ url }: LocalServer, { username = "user", time = fakeTime() } = {}) =>
  new MixpanelClient({ credentials: { username, password: "p" }, apiHost: url, transport: time.options });

test("R3: Mixpanel is asked once for a while", async () => {
  const server = await answering();
  const time = fakeTime();
  const client = clientOf(server, { time });
  expect(await projectTimeZone(client, "12", "From Date")).toBe("US/Pacific");
  expect(await projectTimeZone(clientOf(server, { time }), 12, "From Date")).toBe("US/Pacific");
  expect(server.received).toHaveLength(1);
  await time.options.sleep?.(300_000);
  await projectTimeZone(client, "12", "From Date");
  expect(server.received).toHaveLength(2);
});

test("R3: other credentials, another residency and a project that is not known yet are asked for anew", async () => {
  const server = await answering();
  await projectTimeZone(clientOf(server), "12", "From Date");
  await projectTimeZone(clientOf(server, { username: "another" }), "12", "From Date");
  await projectTimeZone(clientOf(server).inResidency("EU"), "12", "From Date");
  await projectTimeZone(clientOf(server), "13", "From Date").catch(() => undefined);
  expect(server.received).toHaveLength(4);
});
