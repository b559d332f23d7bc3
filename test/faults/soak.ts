import type { Sandbox } from "mixpanel-sandbox";

/** How many records a test sends at least, in rounds. `RECORDS=450000 npx jest test/faults` is the long version. */
const RECORDS = Number(process.env.RECORDS ?? 0);

/** Seeds of the rounds of a test: one round, or as many as send `RECORDS` records. Each seed has faults of its own. */
export const seedsOf = (recordsInRound: number): number[] =>
  Array.from({ length: Math.max(1, Math.ceil(RECORDS / recordsInRound)) }, (_, index) => index + 1);

/**
 * Adds up the rounds of a test file, and prints the sums at its end.
 *
 * @param held what the expectations of each round have shown
 * @returns to be called when a round has met all expectations
 */
export function soakOf(what: string, held: string): (sandbox: Sandbox, records: number) => void {
  const sums = { records: 0, requests: 0, faults: 0 };
  afterAll(() => {
    const { records, requests, faults } = sums;
    process.stdout.write(`${records} ${what} in ${requests} requests, ${faults} of which met a fault: ${held}\n`);
  });
  return (sandbox, records) => {
    const sent = sandbox.requests.list();
    sums.records += records;
    sums.requests += sent.length;
    sums.faults += sent.filter(({ fault }) => fault !== null).length;
  };
}
