/**
 * Runs scripts, one at a time, in QuickJS, an engine without any object of Node: the entry of a worker thread. The thread
 * sleeps while the sandbox prepares what the script reads, so the script sees plain synchronous collections.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { parentPort, receiveMessageOnPort } from "node:worker_threads";
import variant from "@jitl/quickjs-singlefile-cjs-release-sync";
import {
  newQuickJSWASMModuleFromVariant,
  type QuickJSContext,
  type QuickJSHandle,
  type QuickJSWASMModule,
} from "quickjs-emscripten-core";
import type { ScriptReport, ScriptTask, SourceReply } from "./messages";
import { refusalOf, SCRIPT_FILE } from "./refusals";

/** QuickJS never gives memory back: a thread in which a script needed more than this ends. */
const REUSABLE_BYTES = 64 * 1_048_576;

const report = (message: ScriptReport) => parentPort?.postMessage(message);

/** Asks the sandbox and sleeps until it has replied. A refusal is thrown into the script's engine. */
function ask({ port, signal }: ScriptTask, request: string): string {
  Atomics.store(signal, 0, 0);
  port.postMessage(request);
  Atomics.wait(signal, 0, 0);
  const reply: SourceReply = receiveMessageOnPort(port)?.message;
  if ("refusal" in reply) throw Object.assign(new Error(reply.refusal), { name: "QueryError" });
  return reply.json;
}

/** The library as the body of a function of `host`, so that the script finds no way to what `host` offers. */
const INSTALLER = `(function (host, params) {
  ${readFileSync(path.join(__dirname, "jqlLibrary.js"), "utf8")}
  return library.install(host, params);
})`;

/** Functions of this thread that the library, and nothing else, may call: with a text, for a text or nothing. */
function hostObject(
  context: QuickJSContext,
  functions: Record<string, (text: string) => string | undefined>,
): QuickJSHandle {
  const host = context.newObject();
  for (const [name, run] of Object.entries(functions)) {
    const handle = context.newFunction(name, (text) => {
      const result = run(context.getString(text));
      return result !== undefined ? context.newString(result) : context.undefined;
    });
    context.setProp(host, name, handle);
    handle.dispose();
  }
  return host;
}

function runScript(engine: QuickJSWASMModule, task: ScriptTask): void {
  const deadline = performance.now() + task.timeLimitMs;
  const runtime = engine.newRuntime({
    memoryLimitBytes: task.memoryLimitBytes,
    interruptHandler: () => performance.now() > deadline,
  });
  const context = runtime.newContext();
  const evaluate = (code: string, file: string) => context.unwrapResult(context.evalCode(code, file));
  const call = (callee: QuickJSHandle, ...args: QuickJSHandle[]) =>
    context.unwrapResult(context.callFunction(callee, context.undefined, ...args));
  const host = hostObject(context, {
    ask: (request) => ask(task, request),
    emit(part) {
      report({ part });
      return undefined;
    },
  });
  const runMain = call(evaluate(INSTALLER, "library"), host, context.newString(task.params));
  evaluate(task.script, SCRIPT_FILE);
  call(runMain, evaluate('typeof main === "undefined" ? undefined : main', SCRIPT_FILE));
}

parentPort?.on("message", async (task: ScriptTask) => {
  // QuickJS asks this thread for the time and the time zone: the sandbox's clock, in UTC.
  Date.now = () => task.nowMs;
  Date.prototype.getTimezoneOffset = () => 0;
  // An engine for each script: whatever a script breaks goes with it.
  const engine = await newQuickJSWASMModuleFromVariant(variant);
  let refusal: string | undefined;
  try {
    runScript(engine, task);
  } catch (error) {
    refusal = refusalOf(error, task);
  }
  report({ refusal, isReusable: engine.getWasmMemory().buffer.byteLength <= REUSABLE_BYTES });
});
