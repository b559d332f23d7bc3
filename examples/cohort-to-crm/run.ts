/** Runs the example offline, and checks what came of it: `npm run example cohort-to-crm`. */
import { main, report } from "../common/offline/main";
import { type Member, PROJECT_ID, startRig } from "./offline/rig";

const count = (value: number) => value.toLocaleString("en-US");

const users = (first: number, last: number): Member[] =>
  Array.from({ length: last - first + 1 }, (_, index) => ({
    mixpanel_distinct_id: `user-${first + index}`,
    email: `user-${first + index}@example.com`,
  }));

/** The changes that the flow must have tracked. */
const EXPECTED = { added: 2500 + 200 + 2400, removed: 300 };

async function run(): Promise<boolean> {
  const offline = await startRig({ failEvery: 10 });
  const { crm, sent } = offline;
  try {
    console.log(`Cohort to CRM, without an account of anything

  Mixpanel  a sandbox at ${offline.sandbox.url}, project ${PROJECT_ID}
  Flow      Sync Cohort, whose trigger Cohort Sync listens at ${offline.url}
  CRM       a segment at ${crm.endpoint}; every tenth request fails at first
`);
    const { id } = await offline.start(users(1, 2500), { shuffle: true, duplicate: [1] });
    console.log("1. Mixpanel sends the whole cohort: 2,500 members in 3 pages, out of order, one of them twice.");

    await offline.sync(id, users(301, 2700));
    console.log("2. Half an hour later, 200 users have entered the cohort and 300 have left it.");

    await offline.settle();
    for (let index = 1; index <= 40; index += 1) crm.records.set(`by-hand-${index}`, { id: `by-hand-${index}` });
    crm.breakDown({ after: 1000, requests: 60 });
    await offline.start(users(301, 2700));
    console.log(`3. Somebody has added 40 records to the CRM by hand, and restarts the sync: Mixpanel sends all 2,400 members.
   In the middle of it the CRM is down, and the flow runs again.
`);
    await offline.settle();

    const cohort = new Set(users(301, 2700).map((member) => member.mixpanel_distinct_id));
    const inCrm = [...crm.records.keys()];
    const tracked = offline.tracked();
    const of = (change: string) => tracked.filter(({ properties }) => properties.change === change).length;
    console.log(
      `The CRM had ${count(crm.requests.total)} requests, ${count(crm.requests.failed)} of which failed. The flow ran ${sent.runs} times.`,
    );
    console.log(
      `It tracked ${count(sent.events)} events; Mixpanel dropped ${count(sent.events - tracked.length)} of them, which it had already.\n`,
    );

    return report([
      [
        `The CRM has the ${count(cohort.size)} members of the cohort, and nobody else.`,
        inCrm.length === cohort.size && inCrm.every((member) => cohort.has(member)),
      ],
      [
        `Mixpanel has one event for each change: ${count(EXPECTED.added)} added, ${count(EXPECTED.removed)} removed.`,
        of("added") === EXPECTED.added && of("removed") === EXPECTED.removed,
      ],
      ["Each call was processed in the end.", offline.failures.size === 0],
    ]);
  } finally {
    await offline.close();
  }
}

main(run);
