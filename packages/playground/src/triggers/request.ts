/** What the page may ask a simulation for. */
import { z } from "zod";
import { RequestError } from "../playground";
import type { SimulationRequest } from "../protocol";

const MAX_MEMBERS = 10_000;
/** Each call is an entry of the page's timeline. */
const MAX_CALLS = 200;
const DEFAULT_PAGE_SIZE = 1000;

const upTo = (max: number) => z.number().int().min(1).max(max).optional();
const pages = z.array(z.number().int().min(1)).max(MAX_CALLS).optional();

const simulation = z.strictObject({
  inputs: z.record(z.string(), z.unknown()),
  step: z.enum(["poll", "change"]).optional(),
  members: upTo(MAX_MEMBERS),
  pageSize: upTo(MAX_MEMBERS),
  laterSyncs: z.number().int().min(0).max(10).optional(),
  shuffle: z.boolean().optional(),
  duplicate: pages,
  resend: pages,
  drop: pages,
  polls: upTo(24),
  batch: upTo(MAX_MEMBERS),
});

/** @throws RequestError that says what is wrong */
export function readSimulation(body: unknown): SimulationRequest {
  const checked = simulation.safeParse(body);
  if (!checked.success)
    throw new RequestError(400, `The options of the simulation are not valid:\n${z.prettifyError(checked.error)}`);
  const { members = 1, pageSize = DEFAULT_PAGE_SIZE } = checked.data;
  const calls = Math.ceil(members / pageSize);
  if (calls > MAX_CALLS)
    throw new RequestError(
      400,
      `${members} members in pages of ${pageSize} are ${calls} calls. A simulation makes at most ${MAX_CALLS}: choose larger pages or fewer members.`,
    );
  return checked.data;
}
