import type { Endpoint } from "../endpoint";

/** Requests that a builder writes: only their name and effect are known beforehand. The worst is assumed. */
export const rawRequest = { operation: "rawRequest", effect: "write" } as const satisfies Partial<Endpoint>;
export const createGenericPipeline = {
  operation: "createGenericPipeline",
  effect: "write",
} as const satisfies Partial<Endpoint>;
export const editGenericPipeline = {
  operation: "editGenericPipeline",
  effect: "write",
} as const satisfies Partial<Endpoint>;
