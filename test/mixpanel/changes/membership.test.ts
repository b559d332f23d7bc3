import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { compareMembers } from "../../../src/mixpanel/changes/membership";
import type { JsonObject } from "../../../src/mixpanel/records/json";

const ids = fc.uniqueArray(fc.string({ unit: "binary", maxLength: 3 })).map((list) => new Set(list));

test("G5: applying the changes to the members before gives the members after, in any history", () => {
  fc.assert(
    fc.property(fc.array(ids), (history) => {
      const followed = new Set<string>();
      let state = {};
      for (const members of history) {
        const compared = compareMembers(members, { of: "1", state });
        state = JSON.parse(JSON.stringify(compared.state));
        const { entered, left, member_count } = compared.changes;
        for (const id of entered) {
          expect(followed.has(id)).toBe(false);
          followed.add(id);
        }
        for (const id of left) expect(followed.delete(id)).toBe(true);
        expect(followed).toEqual(members);
        expect(member_count).toBe(members.size);
      }
    }),
  );
});

test("G5: the members of another cohort are not compared", () => {
  const { state } = compareMembers(new Set(["ann"]), { of: "US 1 7", state: {} });
  const { changes, isRestart } = compareMembers(new Set(["bob"]), { of: "US 1 8", state });
  expect(changes).toEqual({ entered: ["bob"], left: [], member_count: 1, is_first_poll: true });
  expect(isRestart).toBe(false);
});

test("G5: IDs that do not fit in the state are refused, with the number of members, the limit and what to do", () => {
  const members = new Set(Array.from({ length: 60_000 }, () => randomBytes(128).toString("base64")));
  expect(() => compareMembers(members, { of: "1", state: {} })).toThrow(
    /^Cohort ID: got a cohort with 60000 members, whose IDs take \d+ bytes in compressed form, expected at most 8388608 bytes, .* use the Cohort Sync trigger/,
  );
});

test("G5: a damaged state reports nobody as entered or left who is not, and says that it was not read", () => {
  const damage = fc.oneof(
    fc.record({ cut: fc.nat() }),
    fc.record({ at: fc.nat(), put: fc.constantFrom(..."AZaz09+/") }),
    fc.record({ members: fc.constantFrom("", 7, null, undefined) }),
    fc.record({ checksum: fc.constantFrom("", 7, null, undefined) }),
    fc.record({ of: fc.constantFrom(7, null, undefined) }),
  );
  const members = new Set(Array.from({ length: 40 }, (_, index) => `user-${index * 7}`));
  const { state } = compareMembers(members, { of: "1", state: {} });
  const text = String(state.members);
  fc.assert(
    fc.property(damage, (what) => {
      const damaged: JsonObject = { ...state, ...what };
      if ("cut" in what) damaged.members = text.slice(0, what.cut % text.length);
      if ("at" in what) {
        const at = what.at % text.length;
        damaged.members = `${text.slice(0, at)}${what.put}${text.slice(at + 1)}`;
      }
      const { changes, isRestart } = compareMembers(new Set([...members, "ann"]), { of: "1", state: damaged });
      const isIntact = damaged.members === text && damaged.checksum === state.checksum && damaged.of === "1";
      expect(isRestart).toBe(!isIntact);
      expect(changes.is_first_poll).toBe(!isIntact);
      expect(changes.left).toEqual([]);
      if (isIntact) expect(changes.entered).toEqual(["ann"]);
    }),
  );
});
