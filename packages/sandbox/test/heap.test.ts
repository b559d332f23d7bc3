/** The sandbox refuses records before Node's heap ends. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { HeapWatch } from "../src/state/heap";

/** A heap of 1000 bytes whose content the test sets: what is live, and garbage that `collect` frees. */
class TestHeap {
  live = 0;
  garbage = 0;
  collections = 0;
  now = 0;
  nowMs = () => this.now;
  usedBytes = () => this.live + this.garbage;
  limitBytes = () => 1000;
  collect = () => {
    this.collections += 1;
    this.garbage = 0;
  };
}

describe("B5: the bound of the memory", () => {
  test("garbage does not count", () => {
    const heap = Object.assign(new TestHeap(), { live: 300, garbage: 600 });
    expect([new HeapWatch(heap).isFull(), heap.collections]).toEqual([false, 1]);
  });

  test("70 % of live bytes fill it", () => {
    const heap = Object.assign(new TestHeap(), { live: 700 });
    const watch = new HeapWatch(heap);
    expect([watch.isFull(), heap.collections]).toEqual([false, 0]);
    heap.live = 701;
    expect([watch.isFull(), heap.collections]).toEqual([true, 1]);
  });

  test("the heap is measured again only after it grew by 4 %", () => {
    const heap = Object.assign(new TestHeap(), { live: 690, garbage: 100 });
    const watch = new HeapWatch(heap);
    expect([watch.isFull(), heap.collections]).toEqual([false, 1]);
    heap.live = 730;
    expect([watch.isFull(), heap.collections]).toEqual([false, 1]);
    heap.live = 731;
    expect([watch.isFull(), heap.collections]).toEqual([true, 2]);
  });

  test("a full heap is measured again after 10 seconds, and takes records once it was freed", () => {
    const heap = Object.assign(new TestHeap(), { live: 900 });
    const watch = new HeapWatch(heap);
    expect(watch.isFull()).toBe(true);
    heap.live = 100;
    heap.now = 9_999;
    expect([watch.isFull(), heap.collections]).toEqual([true, 1]);
    heap.now = 10_000;
    expect(watch.isFull()).toBe(false);
  });
});

test("B5: a sandbox with a heap of 160 MB answers 507 before it ends, and goes on answering", async () => {
  const cli = path.resolve(__dirname, "../dist/cli.js");
  const child = spawn(process.execPath, ["--max-old-space-size=160", cli, "--port", "0", "--no-limits"]);
  try {
    let printed = "";
    const url = await new Promise<string>((resolve, reject) => {
      child.stdout.on("data", (text) => {
        printed += text;
        const found = /Mixpanel sandbox at (http:\S+)\n/.exec(printed)?.[1];
        if (found) resolve(found);
      });
      child.once("close", () => reject(new Error(`The command ended: ${printed}`)));
    });
    const headers = { "Content-Type": "application/json" };
    const note = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`property ${index}`, "x".repeat(200)]));
    let answer = { status: 200, text: "" };
    let batches = 0;
    while (answer.status === 200 && batches < 200) {
      const events = Array.from({ length: 1000 }, (_, index) => ({
        event: "Sign Up",
        properties: { token: "sandbox-token", distinct_id: "user-1", $insert_id: `${batches}-${index}`, ...note },
      }));
      const response = await fetch(`${url}/track?verbose=1`, { method: "POST", headers, body: JSON.stringify(events) });
      answer = { status: response.status, text: await response.text() };
      batches += 1;
    }
    expect(answer).toEqual({
      status: 507,
      text: expect.stringContaining("The sandbox's memory is full (Node allows "),
    });
    const counts = await fetch(`${url}/_sandbox/counts`);
    expect([counts.status, child.exitCode]).toEqual([200, null]);
    expect(batches).toBeGreaterThan(5);
  } finally {
    child.kill();
    if (child.exitCode === null) await once(child, "close");
  }
});
