import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import type { ClockState } from "../../src/protocol";
import { eventsOf, type Served, serve } from "./playgroundServer";

const HOUR_MS = 3_600_000;
const REAL = globalThis.Date;

let open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open) await one.close();
  open = [];
});

async function started(...given: Parameters<typeof serve>): Promise<Served> {
  const served = await serve(...given);
  open.push(served);
  return served;
}

async function runningSandbox(): Promise<Sandbox> {
  const sandbox = await startSandbox({ port: 0, sample: true, limits: false });
  open.push(sandbox);
  return sandbox;
}

/** How far the sandbox says that it is ahead of real time, in hours. */
const hoursAhead = ({ body }: { body: unknown }) => {
  const { now }: ClockState = Object(body);
  return Math.floor((Date.parse(now) - REAL.now() + HOUR_MS / 2) / HOUR_MS);
};

describe("V2: the clock", () => {
  test("moves the sandbox and the component ahead together, and returns to real time", async () => {
    const { call } = await started();
    const before = await call("/api/clock");
    const moved = await call("/api/clock", { movedMs: 48 * HOUR_MS });
    const componentHours = Math.round((Date.now() - REAL.now()) / HOUR_MS);
    const real = await call("/api/clock", { movedMs: 0 });

    expect(before.body).toMatchObject({ movedMs: 0 });
    expect(moved.body).toMatchObject({ movedMs: 48 * HOUR_MS });
    expect([before, moved, real].map(hoursAhead)).toEqual([0, 48, 0]);
    expect(componentHours).toBe(48);
    expect(Date).toBe(REAL);
  });

  test("V3: is the same in the Sandbox room: it moves both, also back to real time, and stops the sandbox's alone", async () => {
    const { call } = await started();
    const room = (body: unknown) => call("/api/sandbox/clock", body);
    const hours = async () => [hoursAhead(await call("/api/clock")), Math.round((Date.now() - REAL.now()) / HOUR_MS)];

    await call("/api/clock", { movedMs: HOUR_MS });
    expect(await room({ advanceMs: 24 * HOUR_MS })).toMatchObject({ status: 200, body: { movedMs: 25 * HOUR_MS } });
    expect(await hours()).toEqual([25, 25]);
    expect(await room({ real: true })).toMatchObject({ status: 200 });
    expect(await hours()).toEqual([0, 0]);

    await room({ frozen: true });
    await room({ advanceMs: HOUR_MS });
    expect(await hours()).toEqual([1, 0]);
    await call("/api/clock", { movedMs: 2 * HOUR_MS });
    expect(await hours()).toEqual([2, 2]);
    expect(await call("/api/sandbox/reset", {})).toMatchObject({ status: 204 });
    expect(await hours()).toEqual([0, 0]);
    expect(await room({ advanceMs: "1" })).toMatchObject({ status: 400, body: { error: expect.any(String) } });
  });

  test("moves forward only", async () => {
    const { call } = await started();
    await call("/api/clock", { movedMs: 48 * HOUR_MS });

    expect(await call("/api/clock", { movedMs: HOUR_MS })).toEqual({
      status: 400,
      body: { error: "Time only moves forward. Return to real time first: send movedMs 0." },
    });
    expect(hoursAhead(await call("/api/clock"))).toBe(48);
  });

  test.each([-1, 1.5, "1", 400 * 24 * HOUR_MS, null])("refuses to move to %p", async (movedMs) => {
    const { call } = await started();

    expect(await call("/api/clock", { movedMs })).toMatchObject({
      status: 400,
      body: { error: expect.stringMatching(/movedMs/) },
    });
  });

  test("is that of real time again when the playground closes", async () => {
    const served = await serve();
    await served.call("/api/clock", { movedMs: HOUR_MS });
    await served.close();

    expect(Date).toBe(REAL);
  });

  test("cannot be moved for a sandbox in another process, and a simulation says that no time passes", async () => {
    const sandbox = await runningSandbox();
    const { call, simulate } = await started({}, sandbox.url);
    const moved = await call("/api/clock", { movedMs: HOUR_MS });
    const events = await simulate("cohortMembershipChanges", { inputs: { filter_by_cohort: "3001" }, polls: 1 });

    expect(moved).toMatchObject({ status: 409, body: { error: expect.stringMatching(/runs in another process/) } });
    expect(Date).toBe(REAL);
    expect(eventsOf(events, "note").map(({ text }) => text)).toContainEqual(
      expect.stringMatching(/^Time stays here instead of moving ahead by 1 hour: /),
    );
    expect(eventsOf(events, "execution")).toMatchObject([{ payload: { entered: ["newcomer-1"] } }]);
  });
});

describe("V2: a real project", () => {
  const project = async () => {
    const sandbox = await runningSandbox();
    const environment = {
      ...{ MIXPANEL_USERNAME: "sandbox.user", MIXPANEL_SECRET: "sandbox-secret", MIXPANEL_PROJECT_ID: "1" },
      MIXPANEL_API_HOST: sandbox.url,
    };
    return { sandbox, served: await started(environment) };
  };

  test("is never simulated on, nor its time moved; the session says what to run instead", async () => {
    const { sandbox, served } = await project();
    const simulated = await served.call("/api/triggers/alert/simulate", { inputs: {} });
    const moved = await served.call("/api/clock", { movedMs: HOUR_MS });
    const webhook = await served.call("/api/triggers/alert/session");
    const polling = await served.call("/api/triggers/newEvents/session");

    expect(simulated).toMatchObject({ status: 409, body: { error: expect.stringMatching(/needs a sandbox/) } });
    expect(moved).toMatchObject({ status: 409, body: { error: expect.stringMatching(/real project/) } });
    expect(sandbox.requests.list()).toEqual([]);
    expect(webhook.body).toMatchObject({ command: expect.stringMatching(/ trigger alert --listen/) });
    expect(polling.body).toMatchObject({ command: expect.stringMatching(/ trigger newEvents --drain --state /) });
  });
});
