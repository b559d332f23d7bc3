import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { InFlight } from "../../../../src/mixpanel/ingest/engine/inFlight";
import { MAX_BYTES_IN_FLIGHT } from "../../../../src/mixpanel/ingest/engine/limits";

const NOBODY = new Set<string>();

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

/** Lets everything happen that needs no waiting. */
const settle = () => new Promise(setImmediate);

/** Begins a request of so many bytes. @returns what ends it */
function begin(inFlight: InFlight, bytes: number): () => void {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  inFlight.begin({ owners: NOBODY, bytes }, () => ended);
  return end;
}

/** Whether there is room for a request of so many bytes without waiting. */
async function hasRoom(inFlight: InFlight, bytes: number): Promise<boolean> {
  let has = false;
  void inFlight.room(bytes).then(() => {
    has = true;
  });
  await settle();
  return has;
}

test("B7: a request may always start if no other is in flight, however large it is", async () => {
  expect(await hasRoom(new InFlight(1), MAX_BYTES_IN_FLIGHT + 1)).toBe(true);
});

test("B7: bodies in flight are limited to the total size, and to no less", async () => {
  const inFlight = new InFlight(10);
  begin(inFlight, MAX_BYTES_IN_FLIGHT - 2);
  begin(inFlight, 1);
  expect([await hasRoom(inFlight, 1), await hasRoom(inFlight, 2)]).toEqual([true, false]);
});

test("B7: the bytes of a request are free again once it has ended, however many came before", async () => {
  const inFlight = new InFlight(10);
  for (let request = 0; request < 3; request++) {
    const end = begin(inFlight, MAX_BYTES_IN_FLIGHT);
    expect(await hasRoom(inFlight, 1)).toBe(false);
    end();
    await settle();
  }
  begin(inFlight, 1);
  expect([await hasRoom(inFlight, MAX_BYTES_IN_FLIGHT - 1), await hasRoom(inFlight, MAX_BYTES_IN_FLIGHT)]).toEqual([
    true,
    false,
  ]);
});

test("B7: requests of an owner begin one after another, also one that comes when an earlier one has ended", async () => {
  const inFlight = new InFlight(10);
  const begun: string[] = [];
  const end: Record<string, () => void> = {};
  const send = (name: string, ...owners: string[]) =>
    inFlight.begin({ owners: new Set(owners), bytes: 1 }, () => {
      begun.push(name);
      return new Promise((resolve) => {
        end[name] = resolve;
      });
    });
  send("first", "a", "b");
  send("second", "b");
  await settle();
  expect(begun).toEqual(["first"]);
  end.first?.();
  await settle();
  send("third", "b");
  send("other", "a");
  await settle();
  expect(begun).toEqual(["first", "second", "other"]);
  end.second?.();
  await settle();
  expect(begun).toEqual(["first", "second", "other", "third"]);
});

test("S6: a request of thousands of owners keeps back the next one of any of them", async () => {
  const owners = Array.from({ length: 5_000 }, (_, number) => `user-${number}`);
  for (const owner of [owners[0], owners[600], owners.at(-1)]) {
    const inFlight = new InFlight(10);
    const begun: string[] = [];
    let end = () => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    inFlight.begin({ owners, bytes: 1 }, () => ended);
    inFlight.begin({ owners: ["another"], bytes: 1 }, async () => void begun.push("another"));
    inFlight.begin({ owners: [undefined, owner], bytes: 1 }, async () => void begun.push("same"));
    await settle();
    expect(begun).toEqual(["another"]);
    end();
    await settle();
    expect(begun).toEqual(["another", "same"]);
  }
});

test("B7: owners of requests that have ended take no memory, however many there were", async () => {
  const inFlight = new InFlight(1);
  collectGarbage();
  const before = process.memoryUsage().arrayBuffers;
  for (let request = 0; request < 100; request++) {
    const owners = Array.from({ length: 2_000 }, (_, owner) => `user-${request}-${owner}`);
    inFlight.begin({ owners, bytes: 1 }, async () => {});
    await inFlight.end();
  }
  collectGarbage();
  // All 200,000 owners would take 8 MB.
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1_000_000);
  expect(inFlight.hasSpace(MAX_BYTES_IN_FLIGHT)).toBe(true);
});
