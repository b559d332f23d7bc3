/** What happens in the sandbox between two polls, so that each polling trigger has something to find. */

/** An action of the component with its inputs. */
export type Change = readonly [action: string, inputs: Readonly<Record<string, unknown>>];

export interface Changes {
  /** Inputs without which the trigger does not run, as the sandbox's sample has them. */
  inputs: Readonly<Record<string, unknown>>;
  /** Time between two polls, in milliseconds, if it is not an hour. */
  intervalMs?: number;
  /** @param round counted from 1 */
  of(round: number, nowMs: number): Change[];
}

/** A user of the sample. */
const user = (number: number) => `user-${String(number).padStart(3, "0")}`;

const plan = (distinctId: string, name: string): Change => [
  "createProfile",
  { properties: [{ $distinct_id: distinctId, $set: { plan: name } }] },
];

const EVENTS: Changes = {
  inputs: {},
  of: (round, nowMs) => [
    [
      "importEvents",
      {
        events: [1, 2].map((number) => ({
          event: "Purchased",
          properties: {
            time: Math.floor(nowMs / 1000) - number,
            distinct_id: user(number),
            $insert_id: `order-${round}-${number}`,
            amount: 10 * round + number,
          },
        })),
      },
    ],
  ],
};

/** One profile is new, and another one changes. */
const PROFILES: Changes = {
  inputs: {},
  of: (round) => [plan(`newcomer-${round}`, "pro"), plan(user(round), `plan-${round}`)],
};

/** One user enters the sample's cohort of paying users, and another one leaves it. */
const MEMBERS: Changes = {
  inputs: { filter_by_cohort: "3001" },
  of: (round) => [plan(`newcomer-${round}`, "pro"), ...(round > 1 ? [plan(`newcomer-${round - 1}`, "free")] : [])],
};

/** The data of one user are requested, which takes a day in the sandbox. */
const TASKS: Changes = {
  inputs: {},
  intervalMs: 25 * 60 * 60_000,
  of: (round) => [["requestUserData", { distinctIds: [user(round)], compliance_type: "GDPR" }]],
};

/** By the trigger's key. */
export const CHANGES: Readonly<Record<string, Changes>> = {
  newEvents: EVENTS,
  newAndUpdatedProfiles: PROFILES,
  cohortMembershipChanges: MEMBERS,
  privacyRequestCompleted: TASKS,
};
