/** A sandbox in another process, which ends while the playground is open. */
import { startSandbox } from "mixpanel-sandbox";
import { openPlayground } from "./openPlayground";

test("V3, V2: a sandbox that has ended is named, with the command that starts it again", async () => {
  const sandbox = await startSandbox({ port: 0, sample: true });
  const playground = await openPlayground({}, sandbox.url);
  await sandbox.close();
  const advice = `No sandbox responds at ${sandbox.url}. Start it again: npx mixpanel-connector sandbox --port ${sandbox.port}`;
  const looked = await playground.call("/api/sandbox/counts");
  expect([looked.status, await looked.json()]).toEqual([502, { error: advice }]);
  const simulated = await playground.post("/api/triggers/cohortSync/simulate", { inputs: {}, members: 1 });
  expect(await simulated.text()).toContain(advice);
  await playground.close();
});
