import type { LeafInputFieldDefinition } from "@prismatic-io/spectral";
import { group } from "./group";
import { booleanInput, flagInput } from "./kinds";
import { noEffectInput } from "./noEffect";

/** Inputs that set how Mixpanel processes records and responds. */

export const strict = flagInput("Strict", {
  example: "1",
  comments:
    "When 1, Mixpanel validates every record and says which ones it rejects and why. When 0, it drops invalid records and only says how many. Leave it empty for 1.",
});

export const verbose = flagInput("Verbose", {
  example: "1",
  comments: "When 1, Mixpanel explains why it rejects a record. When 0, it only returns 0 or 1. Leave it empty for 1.",
});

export const useProjectToken = booleanInput("Use Project Token", {
  default: false,
  comments:
    "When true, authenticates with the connection's Project Token instead of its service account. When false, uses the service account, which Mixpanel recommends.",
});

export const geolocate = booleanInput("Geolocate", {
  default: false,
  comments:
    "When true, Mixpanel derives the location of events without an ip property from the IP address of the request, which is the server that runs this integration. When false, it does not locate these events. An event's own ip property is always sent as given.",
});

export const redirect = noEffectInput.text("Redirect", {
  why: "Mixpanel's API no longer has this parameter.",
  example: "https://example.com",
});

export const failOnRejected = booleanInput("Fail On Rejected", {
  default: true,
  comments:
    "When true, the step fails if Mixpanel rejects a record or stores fewer records than were sent, and the error names the first rejected record, or how many records Mixpanel did not confirm; records that were accepted stay in Mixpanel. When false, the step succeeds, lists rejected records in failed_records and counts records that Mixpanel did not confirm in unconfirmed.",
});

/** Options that a step passes to Mixpanel with its records. */
export function deliveryGroup<TOptions extends Record<string, LeafInputFieldDefinition>>(options: TOptions) {
  return group("Delivery Options", "How Mixpanel validates the data, and what it returns.", options);
}
