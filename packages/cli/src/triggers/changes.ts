/** What happens in the sandbox between two polls, so that each polling trigger has something to find. */

/** An action of the component with its inputs. */
export type Change = readonly [action: string, inputs: Readonly<Record<string, unknown>>];

export interface Changes {
  /** Inputs without which the trigger does not run, as the sandbox's sample has them. */
  inputs: Readonly<Record<string, unknown>>;
  /** @param round counted from 1 */
  of(round: number, nowMs: number): Change[];
}

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
            distinct_id: `user-00${number}`,
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
  of: (round) => [plan(`newcomer-${round}`, "pro"), plan(`user-00${round}`, `plan-${round}`)],
};

/** One user enters the sample's cohort of paying users, and another one leaves it. */
const MEMBERS: Changes = {
  inputs: { filter_by_cohort: "3001" },
  of: (round) => [plan(`newcomer-${round}`, "pro"), ...(round > 1 ? [plan(`newcomer-${round - 1}`, "free")] : [])],
};

/** A task takes a day of the sandbox, so none ends within a few polls: the trigger looks for one that the project does not have. */
const TASKS: Changes = {
  inputs: { deletionIds: ["1234567890123456789"] },
  of: () => [["createDeletion", { distinct_ids: ["user-001"] }]],
};

/** By the trigger's key. */
export const CHANGES: Readonly<Record<string, Changes>> = {
  newEvents: EVENTS,
  newAndUpdatedProfiles: PROFILES,
  cohortMembershipChanges: MEMBERS,
  privacyRequestCompleted: TASKS,
};
