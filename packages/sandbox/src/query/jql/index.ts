/** JQL: queries written as scripts. */
import { existsSync } from "node:fs";
import path from "node:path";
import { MessageChannel, Worker } from "node:worker_threads";
import { SandboxError } from "../../errors";
import type { Project, ScriptLimits } from "../../types";
import type { ScriptReport, ScriptTask, SourceRequest } from "./messages";
import { memoryRefusal, timeRefusal } from "./refusals";
import { Sources } from "./sources";

export interface JqlQuery {
  script: string;
  /** What the script finds as `params`: JSON. */
  params: unknown;
  /** What `new Date()` gives, in milliseconds since epoch. */
  nowMs: number;
}

const MAX_SCRIPT_LENGTH = 100_000;
/** Mixpanel's is 2 GB. A result is one text here, and Node's longest has half a billion characters. */
const MAX_RESULT_LENGTH = 256_000_000;
/** Some work of QuickJS cannot be interrupted; the whole thread ends this much later. */
const GRACE_MS = 2_000;

/** Beside the bundle that this file is part of; where it runs from its source, in the folder of the built sandbox. */
const WORKER_FILES = [__dirname, path.resolve(__dirname, "../../../dist")].map((folder) =>
  path.join(folder, "jqlWorker.js"),
);

function workerFile(): string {
  const file = WORKER_FILES.find((candidate) => existsSync(candidate));
  if (file === undefined) throw new Error(`JQL needs ${WORKER_FILES.join(" or ")}: run npm run build.`);
  return file;
}

/** How a script has ended. */
interface Ended {
  result: string;
  refusal?: string;
  isReusable: boolean;
}

/** Runs the scripts of one sandbox. Each has a thread to itself; one thread is kept for the next script. */
export class JqlRunner {
  readonly #limits: ScriptLimits;
  readonly #workers = new Set<Worker>();
  #idle: Worker | undefined;

  constructor(limits: ScriptLimits) {
    this.#limits = limits;
  }

  /**
   * Runs a script over a project's events and profiles.
   *
   * @returns its result as the text of a JSON array
   * @throws SandboxError 400 for a script that cannot be read, fails, or takes too much time or memory
   */
  async run(project: Project, { script, params, nowMs }: JqlQuery): Promise<string> {
    if (script.length > MAX_SCRIPT_LENGTH) throw new SandboxError(400, "The script is too long.");
    const { port1: ours, port2: port } = new MessageChannel();
    const signal = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    const task: ScriptTask = { ...this.#limits, script, params: JSON.stringify(params), nowMs, port, signal };
    const sources = new Sources(project);
    const worker = this.#take();
    ours.on("message", (text: string) => {
      const request: SourceRequest = JSON.parse(text);
      try {
        ours.postMessage(sources.answer(request));
        Atomics.store(signal, 0, 1);
        Atomics.notify(signal, 0);
      } catch (error) {
        worker.emit("error", error);
      }
    });
    let isReusable = false;
    try {
      worker.postMessage(task, [port]);
      const ended = await this.#end(worker);
      isReusable = ended.isReusable;
      if (ended.refusal !== undefined) throw new SandboxError(400, ended.refusal);
      return ended.result;
    } finally {
      ours.close();
      if (isReusable && !this.#idle) this.#idle = worker;
      else await this.#stop(worker);
    }
  }

  /** Ends the scripts that are under way. */
  async close(): Promise<void> {
    await Promise.all([...this.#workers].map((worker) => this.#stop(worker)));
  }

  #take(): Worker {
    const worker = this.#idle ?? new Worker(workerFile());
    this.#idle = undefined;
    this.#workers.add(worker);
    return worker;
  }

  async #stop(worker: Worker): Promise<void> {
    this.#workers.delete(worker);
    await worker.terminate();
  }

  #end(worker: Worker): Promise<Ended> {
    const limits = this.#limits;
    return new Promise<Ended>((resolve, reject) => {
      const parts: string[] = [];
      let length = 0;
      const refuse = (message: string) => reject(new SandboxError(400, message));
      const timer = setTimeout(() => refuse(timeRefusal(limits)), limits.timeLimitMs + GRACE_MS);
      worker.on("message", (report: ScriptReport) => {
        if (!("part" in report)) {
          clearTimeout(timer);
          resolve({ ...report, result: `[${parts.join(",")}]` });
          return;
        }
        parts.push(report.part);
        length += report.part.length;
        if (length > MAX_RESULT_LENGTH) refuse("The result of the script is too large.");
      });
      worker.on("error", (error: NodeJS.ErrnoException) =>
        error.code === "ERR_WORKER_OUT_OF_MEMORY" ? refuse(memoryRefusal(limits)) : reject(error),
      );
      worker.on("exit", () => {
        clearTimeout(timer);
        reject(new SandboxError(503, "The sandbox has been closed."));
      });
      // The server keeps the process alive, and no thread beyond it.
      worker.unref();
    }).finally(() => {
      for (const event of ["message", "error", "exit"]) worker.removeAllListeners(event);
    });
  }
}
