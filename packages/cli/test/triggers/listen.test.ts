import type { TriggerResult } from "../../src/bundle";
import { contextOf } from "../../src/execute";
import { type Listening, type ListenOptions, listen } from "../../src/triggers/listen";
import { StateStore } from "../../src/triggers/states";
import { webhook } from "./ownTriggers";

const open: Listening[] = [];
afterEach(async () => {
  for (const listening of open.splice(0)) await listening.close();
});

type Options = Partial<ListenOptions>;

async function listenTo(trigger: ReturnType<typeof webhook>, options: Options = {}): Promise<Listening> {
  const context = contextOf(trigger, { log: () => {}, debug: false });
  const listening = await listen(trigger, { params: {}, context, run: () => {}, ...options });
  open.push(listening);
  return listening;
}

const post = (url: string, body: unknown, contentType = "application/json") =>
  fetch(url, {
    method: "POST",
    headers: { "Content-Type": contentType },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });

/** Counts its calls in the flow state, and passes on what came. */
const counting = webhook(async ({ instanceState }, payload) => {
  instanceState.calls = Number(instanceState.calls ?? 0) + 1;
  return { payload };
});

/** A promise that a test resolves. */
function gate(): { opened: Promise<void>; open: () => void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

describe("G6: what a caller gets", () => {
  test("without a response of the trigger is 200 with the execution's ID", async () => {
    const { url } = await listenTo(counting);

    const response = await post(url, { a: 1 });

    expect({ status: response.status, body: await response.json() }).toEqual({
      status: 200,
      body: { executionId: "runner-execution-1" },
    });
  });

  test("is the response of the trigger: status, headers, content type and body", async () => {
    const trigger = webhook(async (_context, payload) => ({
      payload,
      response: { statusCode: 401, contentType: "text/plain", headers: { "X-Own": "yes" }, body: "No." },
    }));
    const { url } = await listenTo(trigger);

    const response = await post(url, {});

    expect([response.status, response.headers.get("x-own"), response.headers.get("content-type")]).toEqual([
      401,
      "yes",
      "text/plain",
    ]);
    expect(await response.text()).toBe("No.");
  });

  test("is 500 without the reason if the trigger throws, and the reason goes to the runner", async () => {
    const failed = jest.fn();
    const { url } = await listenTo(
      webhook(async () => {
        throw new Error("a reason with a secret");
      }),
      { failed },
    );

    const response = await post(url, {});

    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain("secret");
    expect(failed.mock.calls).toEqual([[expect.objectContaining({ message: "a reason with a secret" })]]);
  });

  test("is 413 for a body of more than 6 MB, and the trigger is not called", async () => {
    const { url, store } = await listenTo(counting);

    const tooLarge = await post(url, "x".repeat(6 * 1024 * 1024 + 1), "text/plain");
    const largest = await post(url, "x".repeat(6 * 1024 * 1024), "text/plain");

    expect([tooLarge.status, largest.status]).toEqual([413, 200]);
    expect(store.states.instanceState).toEqual({ calls: 1 });
  });
});

describe("G6: what the trigger gets", () => {
  const passedOn = async (body: string, contentType: string, path = "") => {
    const results: TriggerResult[] = [];
    const listening = await listenTo(counting, { run: (result) => void results.push(result) });
    await post(`${listening.url}${path}`, body, contentType);
    return { payload: results[0]?.payload, listening };
  };

  test.each([
    ["parsed JSON", '{"a": [1]}', "application/json; charset=utf-8", { a: [1] }],
    ["the text of a body that is not JSON, whatever its type says", '{"a": ', "application/json", '{"a": '],
    ["the text of another content type", '{"a": 1}', "text/plain", '{"a": 1}'],
  ])("is %s, and the raw body", async (_what, body, contentType, data) => {
    const { payload } = await passedOn(body, contentType);

    expect(payload).toMatchObject({ body: { data, contentType }, rawBody: { data: body, contentType } });
  });

  test("is the query, the URL of the flow's webhook, and the flow", async () => {
    const { payload, listening } = await passedOn("{}", "application/json", "?a=1&b=2");

    expect(payload).toMatchObject({
      queryParameters: { a: "1", b: "2" },
      webhookUrls: { Runner: listening.url },
      invokeUrl: listening.url,
      executionId: "runner-execution-1",
      flow: { stableId: "runner-flow" },
    });
  });

  test("is the address of a tunnel as the flow's URL, if there is one", async () => {
    const { context } = await listenTo(counting, { publicUrl: "https://tunnel.example.com/hook" });

    expect(context).toMatchObject({ webhookUrls: { Runner: "https://tunnel.example.com/hook" } });
  });

  test("is its inputs, cleaned", async () => {
    const trigger = webhook(async (_context, payload, { word }) => ({ payload: { ...payload, body: { data: word } } }));
    const results: unknown[] = [];
    const { url } = await listenTo(trigger, {
      params: { word: "hello" },
      run: ({ payload }) => void results.push(payload.body.data),
    });

    await post(url, {});

    expect(results).toEqual(["hello"]);
  });
});

describe("G6: the state of a webhook trigger", () => {
  test("passes from call to call, and is not the object that was given", async () => {
    const given = { instanceState: { calls: 5 }, crossFlowState: {} };
    const { url, store } = await listenTo(counting, { store: new StateStore(given) });

    await post(url, {});
    await post(url, {});

    expect(store.states.instanceState).toEqual({ calls: 7 });
    expect(given.instanceState).toEqual({ calls: 5 });
  });

  test("has what a trigger returns as well as what it changes", async () => {
    const trigger = webhook(async ({ crossFlowState }, payload) => {
      crossFlowState.changed = 1;
      return { payload, crossFlowState: { returned: 2 }, instanceState: { mine: 3 } };
    });
    const { url, store } = await listenTo(trigger);

    await post(url, {});

    expect(store.states).toEqual({ instanceState: { mine: 3 }, crossFlowState: { changed: 1, returned: 2 } });
  });

  test.each([
    ["the trigger", true],
    ["the flow", false],
  ])("keeps nothing of a call in which %s fails", async (_which, inTrigger) => {
    const trigger = webhook(async ({ instanceState }, payload) => {
      instanceState.calls = Number(instanceState.calls ?? 0) + 1;
      if (inTrigger && payload.body.data === "fail") throw new Error("failed");
      return { payload };
    });
    const run = ({ payload }: TriggerResult) => {
      if (!inTrigger && payload.body.data === "fail") throw new Error("failed");
    };
    const failed = jest.fn();
    const { url, store } = await listenTo(trigger, { run, failed });

    const statuses = [];
    for (const body of ["go", "fail", "go"]) statuses.push((await post(url, body, "text/plain")).status);

    expect(statuses).toEqual([200, inTrigger ? 500 : 200, 200]);
    expect(failed).toHaveBeenCalledTimes(1);
    expect(store.states.instanceState).toEqual({ calls: 2 });
  });

  test("counts all of two concurrent calls, which are taken one after the other", async () => {
    const { url, store } = await listenTo(counting);

    await Promise.all([post(url, 1), post(url, 2)]);
    await Promise.all(open.splice(0).map((listening) => listening.close()));

    expect(store.states.instanceState).toEqual({ calls: 2 });
  });

  test("loses one of two isolated calls: the last to end overwrites what the other saved", async () => {
    const both = gate();
    let begun = 0;
    const trigger = webhook(async ({ instanceState }, payload) => {
      instanceState[String(payload.body.data)] = true;
      begun += 1;
      if (begun === 2) both.open();
      await both.opened;
      return { payload };
    });
    const ended = gate();
    // The flow of the first call ends after the other execution.
    const run = async ({ payload }: TriggerResult) => {
      if (payload.body.data === 1) await ended.opened;
    };
    const { url, store } = await listenTo(trigger, { run, isolated: true });

    await Promise.all([post(url, 1), post(url, 2)]);
    ended.open();
    await Promise.all(open.splice(0).map((listening) => listening.close()));

    expect(store.states.instanceState).toEqual({ 1: true });
  });
});

test("G6: closing waits for the flow of a call that was answered", async () => {
  const reached = gate();
  const finish = gate();
  let ended = false;
  const { url, close } = await listenTo(counting, {
    run: async () => {
      reached.open();
      await finish.opened;
      ended = true;
    },
  });
  await post(url, {});
  await reached.opened;

  const closed = close();
  open.splice(0);
  finish.open();
  await closed;

  expect(ended).toBe(true);
});
