import type { Inputs } from "@prismatic-io/spectral";
import { distinct_id, group_id, group_key, ip } from "../inputs/profileUpdates";
import { region } from "../inputs/residency";
import type { Endpoint } from "../mixpanel/endpoint";
import { takes } from "../mixpanel/http/parameters";
import { updateOneProfile } from "../mixpanel/ingest/oneProfile";
import { deletionOf, GROUP_PROFILES, type ProfileKind, USER_PROFILES } from "../mixpanel/ingest/profileKinds";
import type { JsonObject } from "../mixpanel/records/json";
import { type ActionSpec, defineAction } from "./defineAction";
import { ACCEPTED_EXAMPLE, acceptedProperties } from "./outputs";
import type { ProfileChange } from "./profileChanges";
import { anything, keyed, object } from "./shape";

/** Whose profiles there are: the rules of their updates, and the inputs and fields that name one of them. */
const OWNERS = {
  user: { kind: USER_PROFILES, inputs: { distinct_id }, example: { $distinct_id: "user-12345" } },
  group: {
    kind: GROUP_PROFILES,
    inputs: { group_key, group_id },
    example: { $group_key: "company_id", $group_id: "acme-inc" },
  },
} as const;

export interface ProfileUpdateSpec extends Pick<ActionSpec<Inputs>, "label" | "description"> {
  endpoint: Endpoint;
  of: keyof typeof OWNERS;
  change: ProfileChange;
  /** Inputs of this action alone, and what they add to the update. */
  extra?: { inputs: Inputs; fields(form: Readonly<Record<string, unknown>>): JsonObject };
}

/** Deletions alone may name a placeholder, to clean up. */
const kindFor = (kind: ProfileKind, { operation }: ProfileChange, allowsPlaceholders: unknown) =>
  operation === "$delete" ? deletionOf(kind, allowsPlaceholders === true) : kind;

/** Makes the action of an operation on one profile, from its row and from what it changes. */
export function defineProfileUpdate({ endpoint, label, description, of, change, extra }: ProfileUpdateSpec) {
  const { kind, inputs: owner, example } = OWNERS[of];
  return defineAction({
    endpoint,
    label,
    description,
    inputs: { ...owner, ...change.inputs, ...extra?.inputs, ...(takes(endpoint, "ip") ? { ip } : {}), region },
    output: object({
      ...acceptedProperties,
      update: keyed(anything(), "What was sent: the profile's ID, and what was changed."),
    }),
    example: { ...ACCEPTED_EXAMPLE, update: { ...example, [change.operation]: change.example } },
    run: async ({ client, params }) => {
      const form: Readonly<Record<string, unknown>> = params;
      const ids = Object.fromEntries(Object.keys(owner).map((key) => [`$${key}`, form[key]]));
      const update = { ...ids, [change.operation]: change.operand(form), ...extra?.fields(form) };
      const options = { kind: kindFor(kind, change, form.allowPlaceholderIds), geolocate: form.ip === true };
      return { ...(await updateOneProfile(client, endpoint, update, options)), update };
    },
  });
}
