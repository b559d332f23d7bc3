import fc from "fast-check";
import type { Change } from "../src/changes";
import type { Delivery } from "../src/delivery";
import { eventsOf } from "../src/trackBack";

const STARTED_AT = "2026-11-02T09:30:04.511Z";
const delivery = (session_id: string | null): Delivery => ({
  action: "members",
  status: "complete",
  complete: true,
  cohort_id: "42",
  cohort_name: "Power users",
  session_id,
  session_started_at: STARTED_AT,
  members: [],
  incomplete: [],
});
const change = fc.record<Change>({
  kind: fc.constantFrom("added", "removed"),
  id: fc.string(),
  distinctId: fc.string({ minLength: 1 }),
  properties: fc.constant({}),
});

const insertIds = (changes: Change[], session: string | null) =>
  eventsOf(changes, delivery(session)).map(({ properties }) => properties.$insert_id);

test("G7: an insert ID is one that Mixpanel accepts, whatever the IDs of session and member are", () => {
  fc.assert(
    fc.property(fc.array(change), fc.option(fc.string()), (changes, session) => {
      for (const id of insertIds(changes, session)) expect(id).toMatch(/^[A-Za-z0-9-]{1,36}$/);
    }),
  );
});

test("G7: a change that is tracked again is the same event", () => {
  fc.assert(
    fc.property(change, fc.option(fc.string()), (one, session) => {
      const [event] = eventsOf([one], delivery(session));
      expect(eventsOf([{ ...one }], delivery(session))).toEqual([event]);
      expect(event?.properties.time).toBe(Date.parse(STARTED_AT));
    }),
  );
});

test("G7: another member, change or session is another event", () => {
  const key = ({ kind, distinctId }: Change) => JSON.stringify([kind, distinctId]);
  fc.assert(
    fc.property(fc.uniqueArray(change, { selector: key }), fc.uuid(), fc.uuid(), (changes, one, other) => {
      fc.pre(one !== other);
      const ids = [...insertIds(changes, one), ...insertIds(changes, other)];
      expect(new Set(ids).size).toBe(2 * changes.length);
    }),
  );
});

test("G7: a record that is not from Mixpanel is not tracked", () => {
  expect(eventsOf([{ kind: "removed", id: "by-hand", properties: {} }], delivery("a"))).toEqual([]);
});
