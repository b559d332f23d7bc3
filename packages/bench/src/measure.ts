import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import type { Job, Measurement } from "./child";
import { forkOn, PINNING } from "./cores";
import type { SinkCounts, SinkMessage, SinkOrder } from "./sink";

/** Heap of a child, for the contestants that hold everything at once. */
const HEAP_MB = 8192;
/** A run that takes longer, and longer than 10,000 records a second would, hangs. */
const RUN_TIMEOUT_MS = 240_000;
const RECORD_TIMEOUT_MS = 0.1;

/** Does one job in a process of its own, with a heap of so many MB. @throws Error where it fails or hangs */
export async function measureOnce(job: Job, heapMb = HEAP_MB): Promise<Measurement> {
  const child = forkOn(PINNING.contestant, path.join(__dirname, "child.js"), {
    execArgv: ["--expose-gc", `--max-old-space-size=${heapMb}`],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    timeout: Math.ceil(RUN_TIMEOUT_MS + job.records * RECORD_TIMEOUT_MS),
  });
  child.send(job);
  return new Promise((resolve, reject) => {
    child.once("message", ({ measurement }: { measurement: Measurement }) => resolve(measurement));
    child.once("exit", (code) => reject(new Error(`${job.contestant} ended with ${code} before its result.`)));
  });
}

/** The server that all send to, in a process of its own. */
export class Sink {
  private constructor(
    private readonly child: ChildProcess,
    readonly port: number,
  ) {}

  static async start(): Promise<Sink> {
    const child = forkOn(PINNING.sink, path.join(__dirname, "sink.js"));
    const [message]: [SinkMessage] = await messageOf(child);
    if (!("port" in message)) throw new Error("The sink did not say where it listens.");
    return new Sink(child, message.port);
  }

  order(order: SinkOrder): void {
    this.child.send(order);
  }

  async counts(): Promise<SinkCounts> {
    this.child.send("count");
    const [message]: [SinkMessage] = await messageOf(this.child);
    if (!("counts" in message)) throw new Error("The sink did not say what arrived.");
    return message.counts;
  }

  stop(): void {
    this.child.disconnect();
  }
}

async function messageOf(child: ChildProcess): Promise<[SinkMessage]> {
  const [message]: SinkMessage[] = await once(child, "message");
  if (message === undefined) throw new Error("The sink sent nothing.");
  return [message];
}
