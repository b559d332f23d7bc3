import path from "node:path";
import { writeEvents } from "../data";
import { measureOnce, Sink } from "../measure";
import type { Entrant, Sizes, Topic } from "../topics/topic";
import type { Stage } from "./stage";

/** Records that show that a contestant leaves none out, and that are sent before time is taken. */
const FEW_RECORDS = 20_000;

/** Imports and profile updates, into a sink. Each contestant is looked at before time is taken. */
export async function importStage(folder: string, { events }: Sizes): Promise<Stage> {
  const [file, few] = [path.join(folder, "events.ndjson"), path.join(folder, "few.ndjson")];
  await writeEvents(file, events);
  await writeEvents(few, FEW_RECORDS);
  const sink = await Sink.start();
  const inspected = new Set<string>();

  /** @throws Error if not all records that a contestant was given arrived */
  const inspect = async ({ label, contestant }: Entrant, most: number) => {
    if (inspected.has(contestant)) return;
    const given = Math.min(FEW_RECORDS, most);
    sink.order({ delayMs: 0, inspect: true });
    const { records: sent } = await measureOnce({ contestant, records: given, port: sink.port, file: few });
    const { requests, records } = await sink.counts();
    if (sent !== given) throw new Error(`${label} sent ${sent} of ${given} records.`);
    // What sends nothing, or more than was asked for to warm up, is no cheat.
    if (requests > 0 && records < given) throw new Error(`${label}: ${records} of ${given} records arrived.`);
    inspected.add(contestant);
  };

  return {
    async measure({ records: usual, warmUp, heapMb, delayMs = 0 }: Topic, entrant: Entrant) {
      const { contestant, concurrency, records = usual } = entrant;
      await inspect(entrant, records);
      sink.order({ delayMs, inspect: false });
      const job = { contestant, records, concurrency, port: sink.port, file, fileRecords: events };
      return measureOnce({ ...job, warmUp: warmUp ? { records: FEW_RECORDS, file: few } : undefined }, heapMb);
    },
    close: async () => sink.stop(),
  };
}
