/** Reads the faults that `POST /_sandbox/faults` orders. */
import { checkKeys, SandboxError } from "../errors";
import type { RegisteredOperation } from "../routeContext";
import { FAULT_KINDS, type FaultKind, type FaultRequest, type RandomFaults } from "../rules/faults";
import { booleanOf, knownOperation, numberOf, textOf } from "./controlValues";

/** A fault for the next calls. Throws a 400 that names the key at fault. */
export function faultRequest(body: Record<string, unknown>, operations: readonly RegisteredOperation[]): FaultRequest {
  const given = <V>(name: string, read: (value: unknown, name: string) => V) =>
    body[name] === undefined ? undefined : read(body[name], name);
  const request = {
    kind: kindOf(body.kind),
    operationId: given("operationId", (value) => knownOperation(value, operations)),
    path: given("path", textOf),
    count: given("count", numberOf),
    after: given("after", numberOf),
    status: given("status", numberOf),
    retryAfter: given("retryAfter", numberOf),
    delayMs: given("delayMs", numberOf),
    body: given("body", textOf),
    acknowledged: given("acknowledged", numberOf),
    encoding: given("encoding", textOf),
    afterLines: given("afterLines", numberOf),
    afterProcessing: given("afterProcessing", booleanOf) ?? false,
  };
  checkKeys(body, Object.keys(request));
  return request;
}

/** Random faults; null ends them. Throws a 400 that names the key at fault. */
export function randomFaults(body: Record<string, unknown>): RandomFaults | null {
  checkKeys(body, ["rate", "kinds", "seed", "status", "delayMs"]);
  const rate = numberOf(body.rate, "rate");
  if (rate === 0) return null;
  const optional = (name: string) => (body[name] === undefined ? undefined : numberOf(body[name], name));
  const kinds = Array.isArray(body.kinds) ? body.kinds.map(kindOf) : [];
  return { rate, kinds, seed: optional("seed"), status: optional("status"), delayMs: optional("delayMs") };
}

function kindOf(value: unknown): FaultKind {
  const kind = FAULT_KINDS.find((one) => one === value);
  if (!kind) throw new SandboxError(400, `kind must be one of ${FAULT_KINDS.join(", ")}`);
  return kind;
}
