import { EXPORT_RUNS } from "../exportRuns";
import type { Contestant } from "./contestant";

/** The runs of the export benchmark, with gzip on the wire. The file is where an export goes. */
export const exportContestants: Record<string, Contestant> = Object.fromEntries(
  Object.entries(EXPORT_RUNS).map(([name, run]) => [
    name,
    async ({ records, port, file }) =>
      async () => {
        await run({ events: records, port, gzip: true, file });
        return records;
      },
  ]),
);
