import { MixpanelClient } from "../../../src/mixpanel/client";
import type { Endpoint, Quota } from "../../../src/mixpanel/endpoint";
import { downloadData } from "../../../src/mixpanel/endpoints/events";
import { queryProfiles } from "../../../src/mixpanel/endpoints/profiles";
import { listSavedFunnels } from "../../../src/mixpanel/endpoints/queries";
import { Limiters } from "../../../src/mixpanel/limits/limiter";
import { failureOf } from "../../support/failure";
import { type FakeTime, fakeTime, START_MS } from "../../support/fakeTime";
import { closeServers, type LocalServer, sendJson, serve } from "../../support/localServer";

afterEach(closeServers);

const HOUR_MS = 3_600_000;

interface Setting {
  rateShare?: number;
  limiters?: Limiters;
  time?: FakeTime;
  projectId?: string;
  deadline?: number;
}

/** A client as each step makes one. */
function stepOf({ url }: LocalServer, { time = fakeTime(), projectId = "12", deadline, ...options }: Setting = {}) {
  const credentials = { username: "user", password: "secret", gdprToken: "token", projectToken: "token" };
  const transport = { ...time.options, ...(deadline === undefined ? {} : { deadline }) };
  return new MixpanelClient({ credentials, projectId, apiHost: url, transport, ...options });
}

/** Queries once in each of so many steps; the outcome of each. */
async function steps(server: LocalServer, count: number, setting: Setting) {
  const outcomes: unknown[] = [];
  for (let step = 0; step < count; step++)
    outcomes.push(
      await stepOf(server, setting)
        .call(listSavedFunnels, {})
        .then(
          () => "done",
          (error) => error,
        ),
    );
  return outcomes;
}

const answering = () => serve((response) => sendJson(response, []));

describe("H8: queries of one process and project", () => {
  test.each([
    [0.75, 45],
    [0.5, 30],
    [1, 60],
  ])("with the share %p, %d an hour go, and the next says when to come back", async (rateShare, most) => {
    const server = await answering();
    const setting = { rateShare, limiters: new Limiters(), time: fakeTime() };
    const outcomes = await steps(server, most + 1, setting);
    expect(outcomes.slice(0, most)).toEqual(Array(most).fill("done"));
    expect(outcomes[most]).toMatchObject({
      code: "rate_limited",
      limit: "hourly",
      operation: "listSavedFunnels",
      retryAt: new Date(START_MS + HOUR_MS),
      retryAfterMs: HOUR_MS,
    });
    expect(server.received).toHaveLength(most);
    expect(setting.time.waits).toEqual([]);
  });

  test("without a named share no step is refused for what others counted: Mixpanel itself decides", async () => {
    const server = await answering();
    const setting = { limiters: new Limiters(), time: fakeTime() };
    expect(await steps(server, 62, setting)).toEqual(Array(62).fill("done"));
    expect([server.received.length, setting.time.waits]).toEqual([62, []]);
  });

  test("the message names share, limit, time and what to do", async () => {
    const server = await answering();
    const [, error] = await steps(server, 2, { rateShare: 0.01, limiters: new Limiters() });
    expect(error).toMatchObject({
      message:
        "listSavedFunnels was not sent: Mixpanel allows the project 60 queries an hour, and steps of this process have used their share of 1 %. Run it again after 2024-01-15T13:00:00.000Z, send fewer requests, or raise the Rate Share of the connection.",
    });
  });

  test("go on an hour later, and in another project at once", async () => {
    const server = await answering();
    const setting = { rateShare: 0.01, limiters: new Limiters(), time: fakeTime() };
    expect(await steps(server, 1, setting)).toEqual(["done"]);
    expect(await steps(server, 1, { ...setting, projectId: "13" })).toEqual(["done"]);
    await setting.time.options.sleep?.(HOUR_MS);
    expect(await steps(server, 1, setting)).toEqual(["done"]);
  });

  test("are waited for where the turn is near", async () => {
    const server = await answering();
    const setting = { rateShare: 0.01, limiters: new Limiters(), time: fakeTime() };
    await steps(server, 1, setting);
    await setting.time.options.sleep?.(HOUR_MS - 30_000);
    expect(await steps(server, 1, setting)).toEqual(["done"]);
    expect(setting.time.waits).toEqual([HOUR_MS - 30_000, 30_000]);
  });

  test("are not waited for beyond the time left", async () => {
    const server = await answering();
    const time = fakeTime();
    const setting = { rateShare: 0.01, limiters: new Limiters(), time };
    await steps(server, 1, setting);
    await time.options.sleep?.(HOUR_MS - 30_000);
    const [error] = await steps(server, 1, { ...setting, deadline: START_MS + HOUR_MS - 10_000 });
    expect(error).toMatchObject({ code: "rate_limited", retryAfterMs: 30_000 });
  });

  test("a step that began within the default share may finish up to Mixpanel's own limit", async () => {
    const server = await answering();
    const limiters = new Limiters();
    const step = stepOf(server, { limiters });
    for (let call = 0; call < 60; call++) await step.call(listSavedFunnels, {});
    expect(await failureOf(step.call(listSavedFunnels, {}))).toMatchObject({ code: "rate_limited", limit: "hourly" });
    expect(server.received).toHaveLength(60);
  });

  test("further pages of a query spend none, and repetitions one each", async () => {
    const server = await serve((response, _request, number) =>
      sendJson(response, { results: [] }, number === 1 ? 503 : 200),
    );
    const setting = { rateShare: 3 / 60, limiters: new Limiters(), time: fakeTime() };
    const step = stepOf(server, setting);
    await step.call(queryProfiles, {});
    for (let page = 1; page < 9; page++) await step.call(queryProfiles, { page }, { isCounted: false });
    await step.call(queryProfiles, {});
    expect(await failureOf(step.call(queryProfiles, {}))).toMatchObject({ code: "rate_limited" });
  });

  test("go five at once, and the share of that", async () => {
    const waiting: (() => void)[] = [];
    const server = await serve((response) => waiting.push(() => sendJson(response, [])));
    const limiters = new Limiters();
    const calls = Array.from({ length: 4 }, () => stepOf(server, { limiters }).call(listSavedFunnels, {}));
    while (waiting.length < 3) await new Promise(setImmediate);
    expect(waiting).toHaveLength(3);
    waiting.splice(0, 1)[0]?.();
    await Promise.race(calls);
    while (waiting.length < 3) await new Promise(setImmediate);
    for (const answer of waiting) answer();
    await Promise.all(calls);
    expect(server.received).toHaveLength(4);
  });
});

describe("H8: the limits of the other families", () => {
  const row = (quota: Quota): Endpoint => ({ ...listSavedFunnels, quota });

  test.each([
    ["lexicon", undefined, [60_000]],
    ["lexicon", 1, []],
    ["privacy", undefined, [1_334, 1_334, 1_334]],
    ["privacy", 0.8, [1_250, 1_250, 1_250]],
    ["privacy", 1, [1_000, 1_000, 1_000]],
  ] as const)("four calls of %s with the share %p wait %j", async (quota, rateShare, waits) => {
    const server = await answering();
    const time = fakeTime();
    const step = stepOf(server, { rateShare, limiters: new Limiters(), time });
    for (let call = 0; call < 4; call++) await step.call(row(quota), {});
    expect(time.waits).toEqual(waits);
  });

  test("P2, expectation 28: steps with different shares of one request a second keep to their own", async () => {
    const server = await answering();
    const [time, limiters] = [fakeTime(), new Limiters()];
    for (const rateShare of [1, 0.5, 1, 0.8])
      await stepOf(server, { rateShare, limiters, time }).call(row("privacy"), {});
    expect(time.waits).toEqual([2_000, 1_000, 1_250]);
  });

  test("an export is under way until its body ends", async () => {
    const server = await serve((response) => void response.writeHead(200).write("\n"));
    const step = stepOf(server, { rateShare: 0.01, limiters: new Limiters(), time: fakeTime() });
    const one = { from_date: "2024-01-01", to_date: "2024-01-01" };
    const { body } = await step.open(downloadData, one);
    const next = failureOf(step.open(downloadData, one));
    await new Promise(setImmediate);
    body.destroy();
    expect(await next).toMatchObject({ code: "rate_limited", limit: "hourly" });
    expect(server.received).toHaveLength(1);
  });
});
