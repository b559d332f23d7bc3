import type { Endpoint } from "../endpoint";

/** Requests composed by the builder. What they change is not known in advance, so they are treated as changing something. */
export const rawRequest = { operation: "rawRequest", effect: "write" } as const satisfies Partial<Endpoint>;
export const createGenericPipeline = {
  operation: "createGenericPipeline",
  effect: "write",
} as const satisfies Partial<Endpoint>;
export const editGenericPipeline = {
  operation: "editGenericPipeline",
  effect: "write",
} as const satisfies Partial<Endpoint>;
