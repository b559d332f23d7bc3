/** Brings each open case as far as it gets. */
import { newCase, type PrivacyCase } from "./case";
import type { Entry } from "./register";
import type { PrivacyRequest } from "./request";
import { begin } from "./steps/begin";
import { follow } from "./steps/follow";
import { submit } from "./steps/submit";
import type { Tools } from "./steps/tools";
import { verify } from "./steps/verify";

type Step = (one: PrivacyCase, request: PrivacyRequest, tools: Tools) => Promise<PrivacyCase>;

const STEPS: Readonly<Record<Exclude<PrivacyCase["state"], "closed">, Step>> = {
  new: begin,
  awaiting_approval: begin,
  submitting: submit,
  running: follow,
  verifying: verify,
};

/** What became of a case in a run. */
export interface Worked {
  request_id: string;
  state: PrivacyCase["state"];
  /** How many steps were taken. */
  steps: number;
  problem: boolean;
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/**
 * Takes step after step, until there is nothing to do now. The case is saved after each one, before the next begins: if the execution ends
 * in between, the next one goes on from there.
 */
export async function workOn({ request, case: known }: Entry, tools: Tools): Promise<Worked> {
  const { register, now, untilMs } = tools;
  let one = known ?? newCase(request.request_id, now);
  let steps = 0;
  const save = async (next: PrivacyCase) => {
    if (!next.open && next.evidence !== null) await register.saveEvidence(next.request_id, next.evidence);
    await register.saveCase({ ...next, updated_at: now });
    one = next;
  };
  try {
    for (let state = one.state; state !== "closed"; state = one.state) {
      const next = await STEPS[state]({ ...one, problem: null }, request, tools);
      steps += 1;
      const isChanged = JSON.stringify(next) !== JSON.stringify(one);
      if (isChanged) await save(next);
      if (!isChanged || next.problem !== null || Date.now() > untilMs) break;
    }
  } catch (error) {
    // One case must not hold up the others. The customer's system shows what is wrong; the next run tries again.
    const problem = messageOf(error);
    if (problem !== one.problem) await save({ ...one, problem }).catch(() => {});
    one = { ...one, problem };
  }
  return { request_id: one.request_id, state: one.state, steps, problem: one.problem !== null };
}
