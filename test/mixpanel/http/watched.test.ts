import { PassThrough } from "node:stream";
import { assertTimeLeft, type Watch, watched } from "../../../src/mixpanel/http/watched";
import { failureOf, thrownBy } from "../../support/failure";
import { freezeTimers } from "../../support/frozenTimers";

const WATCH: Watch = {
  operation: "readThings",
  host: "mixpanel.example",
  noun: "things",
  less: { inTime: "Ask for less, or raise", inSilence: "Ask for less." },
};
const IN_TIME =
  "readThings: the time limit of the step was reached before mixpanel.example had sent all things. Ask for less, or raise the Time Limit of the connection.";
const silentFor = (seconds: number) =>
  `readThings: mixpanel.example sent no data for ${seconds} s. Run it again. Ask for less.`;

async function textOf(chunks: AsyncIterable<Buffer>): Promise<string> {
  let text = "";
  for await (const chunk of chunks) text += chunk.toString();
  return text;
}

/** A stream that has sent these chunks, and then ends or stays silent. */
function streamOf(chunks: readonly string[], isOpen = false): PassThrough {
  const stream = new PassThrough();
  for (const chunk of chunks) stream.write(chunk);
  if (!isOpen) stream.end();
  return stream;
}

describe("B7: a stream that is watched", () => {
  test("is read as it is", async () => {
    expect(await textOf(watched(streamOf(["a", "b"]), WATCH))).toBe("ab");
    expect(await textOf(watched(streamOf([]), { ...WATCH, leftMs: () => 1_000 }))).toBe("");
  });

  test.each<[string, Partial<Watch>]>([
    ["without a deadline", { idleTimeoutMs: 20 }],
    ["long before the deadline", { idleTimeoutMs: 20, leftMs: () => 60_000 }],
    ["when both end at once", { idleTimeoutMs: 20, leftMs: () => 20 }],
  ])("fails when it is silent, and is destroyed: %s", async (_, options) => {
    const stream = streamOf(["a"], true);
    const error = await failureOf(textOf(watched(stream, { ...WATCH, ...options })));
    expect(error).toMatchObject({
      code: "timeout",
      operation: "readThings",
      mayHaveLanded: false,
      message: silentFor(0.02),
    });
    expect(error).not.toMatchObject({ ofDeadline: true });
    expect(stream.destroyed).toBe(true);
  });

  test("fails when the step's time ends before it was silent for long", async () => {
    const error = await failureOf(
      textOf(watched(streamOf(["a"], true), { ...WATCH, idleTimeoutMs: 60_000, leftMs: () => 20 })),
    );
    expect(error).toMatchObject({ code: "timeout", mayHaveLanded: false, ofDeadline: true, message: IN_TIME });
  });

  test.each([0, -5])("is not read on when the step has no time left: %p ms", async (leftMs) => {
    let [left, read] = [1_000, ""];
    const error = await failureOf(
      (async () => {
        for await (const chunk of watched(streamOf(["a"], true), { ...WATCH, leftMs: () => left })) {
          read += chunk.toString();
          left = leftMs;
        }
      })(),
    );
    expect([read, error.message]).toEqual(["a", IN_TIME]);
  });

  test("may be silent while its reader is busy", async () => {
    jest.useFakeTimers({ doNotFake: ["nextTick", "setImmediate", "queueMicrotask"] });
    const stream = streamOf(["a"], true);
    let read = "";
    for await (const chunk of watched(stream, { ...WATCH, idleTimeoutMs: 30_000 })) {
      read += chunk.toString();
      if (read === "ab") break;
      await jest.advanceTimersByTimeAsync(60_000);
      stream.write("b");
    }
    jest.useRealTimers();
    expect(read).toBe("ab");
  });

  test("may be silent until its time is over, if it has no deadline", async () => {
    freezeTimers();
    const stream = streamOf([], true);
    const error = failureOf(textOf(watched(stream, { ...WATCH, idleTimeoutMs: 2_000 })));
    jest.advanceTimersByTime(1_999);
    expect(stream.destroyed).toBe(false);
    jest.advanceTimersByTime(1);
    expect((await error).message).toBe(silentFor(2));
    jest.useRealTimers();
  });
});

test.each([
  [undefined, false],
  [1, false],
  [0, true],
  [-1, true],
])("B7: with %s ms until the deadline, the step is out of time: %s", (left, isOver) => {
  const asserting = () => assertTimeLeft(left === undefined ? WATCH : { ...WATCH, leftMs: () => left });
  if (isOver) expect(thrownBy(asserting).message).toBe(IN_TIME);
  else expect(asserting).not.toThrow();
});
