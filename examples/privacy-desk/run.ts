/** Runs the example offline, and checks what came of it: `npm run example privacy-desk`. */
import { main, report } from "../common/offline/main";
import { type Person, PROJECT_ID, SECRETS, startRig } from "./offline/rig";

const ANN: Person = { id: "user-ann", email: "Ann@People.example" };
const BOB: Person = { id: "user-bob", email: "bob@people.example" };
const access = { request_id: "access-1", kind: "access", email: BOB.email };
const erasure = { request_id: "erasure-1", kind: "erasure", email: "ann@people.example", user_id: ANN.id };

async function run(): Promise<boolean> {
  const desk = await startRig();
  const { customer } = desk;
  const states = () =>
    [...customer.requests.values()].map(
      ({ request, case: one }) => `${request.request_id} ${one?.outcome ?? one?.state}`,
    );
  try {
    console.log(`Privacy desk, without an account of anything

  Mixpanel     a sandbox at ${desk.sandbox.url}, project ${PROJECT_ID}, with Ann and Bob
  Your system  at ${customer.endpoint}
  Flows        Receive Request listens at ${desk.url}; Work On Requests runs when this program says so
`);
    await desk.add(ANN);
    await desk.add(BOB);
    await desk.send(access);
    await desk.send(access);
    await desk.send(erasure);
    await desk.send({ request_id: "access-2", kind: "access", email: "nobody@people.example" });
    await desk.work();
    console.log(`1. Bob's data is requested, twice; Ann's erasure; and the data of somebody whom Mixpanel does not know.
   ${states().join(", ")}`);

    await desk.send({ ...erasure, approved: true });
    await desk.work({ killAfter: ({ state }) => state === "running" }).catch(() => {});
    console.log(`2. Ann's erasure is approved. The process is killed right after Mixpanel has accepted it.
   ${states().join(", ")}`);

    await desk.pass(1);
    console.log(`3. A day later: ${states().join(", ")}`);
    await desk.pass(7);
    console.log(`4. A week later, after the second check: ${states().join(", ")}\n`);

    const [archive] = customer.requests.get("access-1")?.archives.values() ?? [];
    const [ann, bob] = [desk.inMixpanel(ANN.id), desk.inMixpanel(BOB.id)];
    const records = ["access-1", "access-2", "erasure-1"].map(desk.evidenceOf);
    const written = JSON.stringify([records, desk.logs]).toLowerCase();
    const hidden = [...Object.values(SECRETS), ANN.id, BOB.id, "@people.example", "/retrievals/"];
    return report([
      [
        `Bob's archive arrived whole: ${archive?.bytes.length} bytes, SHA-256 ${archive?.sha256.slice(0, 12)}…`,
        archive !== undefined && archive.sha256 === archive.statedSha256,
      ],
      [
        "Ann's profile and events are gone, Bob's are there.",
        !ann.isProfile && ann.events === 0 && bob.isProfile && bob.events === 1,
      ],
      [
        "Nobody was asked of Mixpanel twice: 1 retrieval, 1 deletion.",
        desk.created("retrieval") + desk.created("deletion") === 2,
      ],
      [
        "Each request has evidence, of the erasure with two checks.",
        records.every(({ version }) => version === 1) && records[2].verifications.length === 2,
      ],
      [
        "Neither evidence nor log has a secret, a link or a person.",
        hidden.every((text) => !written.includes(text.toLowerCase())),
      ],
    ]);
  } finally {
    await desk.close();
  }
}

main(run);
