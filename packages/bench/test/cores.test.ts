import { coresIn, forkOn, nodeOn, pinningOn } from "../src/cores";
import { isBusy, machineText } from "../src/machine";

test.each([
  ["0", [0]],
  ["0-3", [0, 1, 2, 3]],
  ["1,4-5", [1, 4, 5]],
  ["", []],
])("S10: the kernel's list of cores %p is read", (list, cores) => {
  expect(coresIn(list)).toEqual(cores);
});

test("S10: contestant and server get a core each, the first two that may be used", () => {
  expect(pinningOn([2, 5, 6], true)).toEqual({
    contestant: 2,
    sink: 5,
    note: "contestant pinned to core 2, server to core 5",
  });
});

test.each([
  ["there is only one core", [0], true],
  ["there is no taskset on this system", [0, 1], false],
])("S10: nothing is pinned if %s, and the results say so", (why, cores, hasTaskset) => {
  expect(pinningOn(cores, hasTaskset)).toEqual({ note: `not pinned: ${why}` });
});

test("S10: a process without a core of its own is Node itself", () => {
  expect(nodeOn(undefined)).toEqual({ command: process.execPath, args: [] });
  expect(nodeOn(3)).toEqual({ command: "taskset", args: ["-c", "3", process.execPath] });
});

test("S10: a forked process can be told what to do and answers, with Node's own options", async () => {
  const child = forkOn(undefined, require.resolve("./echo.js"), { execArgv: ["--expose-gc"] });
  const answer = new Promise((resolve) => child.once("message", resolve));
  child.send("hello");
  expect(await answer).toEqual({ heard: "hello", hasGc: true });
});

const MACHINE = { node: "v20.20.2", cores: 4, processor: "CPU X", pinning: "not pinned: why", loadBefore: 1.5 };

test("S10: the machine is described with cores, Node, pinning and load", () => {
  expect(machineText(MACHINE)).toBe("4 cores of CPU X, Node 20.20.2; not pinned: why; load average 1.5.");
  expect(machineText({ ...MACHINE, loadAfter: 2 })).toContain("load average 1.5 before and 2 after the run.");
});

test("S10: a machine without a core to spare is said to be busy", () => {
  expect(isBusy({ cores: 2, loadBefore: 0.4 })).toBe(false);
  expect(isBusy({ cores: 2, loadBefore: 6 })).toBe(true);
  expect(machineText({ ...MACHINE, loadBefore: 6 })).toContain("only the ratios of CPU time can be relied on");
});
