import { input } from "@prismatic-io/spectral";
import { boolean, flag } from "./clean";

export const strict = input({
  label: "Strict",
  type: "string",
  required: false,
  placeholder: "1",
  example: "1",
  comments:
    "1 has Mixpanel check every record and name those that it refuses; with 0 it drops them and says only how many. Leave it empty for 1.",
  clean: flag("Strict"),
});

export const verbose = input({
  label: "Verbose",
  type: "string",
  required: false,
  placeholder: "1",
  example: "1",
  comments: "1 has Mixpanel say why it refuses something; 0 answers with a bare number. Leave it empty for 1.",
  clean: flag("Verbose"),
});

export const ip = input({
  label: "IP",
  type: "string",
  required: false,
  placeholder: "0",
  example: "0",
  comments:
    "When 1, Mixpanel takes the location of the events from the address that the request comes from, which is where this integration runs, and computes a missing distinct_id from it. When 0, it does neither; an event's own ip property then locates it. Leave it empty for 0.",
  clean: flag("IP"),
});

export const geolocate = input({
  label: "Geolocate",
  type: "boolean",
  required: false,
  default: "false",
  comments:
    "When true, Mixpanel takes the location of events without an ip property from the address that the request comes from, which is where this integration runs. When false, it does not locate them. The ip property of an event is sent as given.",
  clean: (value: unknown) => boolean("Geolocate")(value) ?? false,
});

export const img = input({
  label: "Img",
  type: "string",
  required: false,
  placeholder: "0",
  example: "0",
  comments:
    "1 has Mixpanel answer with a transparent 1x1 picture, which does not tell whether the events were taken. Leave it empty for the usual answer.",
  clean: flag("Img"),
});

export const redirect = input({
  label: "Redirect",
  type: "string",
  required: false,
  placeholder: "https://example.com",
  example: "https://example.com",
  comments: "Kept so that existing integrations go on working; it has no effect. Mixpanel's API no longer knows it.",
  clean: () => undefined,
});

export const failOnRejected = input({
  label: "Fail On Rejected",
  type: "boolean",
  required: false,
  default: "true",
  comments:
    "When true, the step fails if Mixpanel refuses a record or stores fewer records than were sent, and the error names the first of them; the records that it took stay. When false, the step succeeds, lists the refused records in failed_records and counts those that Mixpanel did not confirm in unconfirmed.",
  clean: (value: unknown) => boolean("Fail On Rejected")(value) ?? true,
});
