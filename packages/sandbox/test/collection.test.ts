import fc from "fast-check";
import { Collection, nextId } from "../src/routes/manage/collection";
import type { Project } from "../src/types";

interface Thing {
  id: number;
  text: string;
}

const thing = fc.record({ id: fc.nat(5), text: fc.string() });

function collectionOf(records: Thing[]) {
  const things = new Collection<Thing>({ name: "Thing", records: () => records }, ({ id }) => id);
  return { things, project: {} as Project };
}

test("H8: put keeps one record for each key, in the place of the first and with the content of the last", () => {
  fc.assert(
    fc.property(fc.array(thing), fc.array(thing), (first, second) => {
      const { things, project } = collectionOf([]);
      things.put(project, first);
      things.put(project, second);
      const expected = new Map([...first, ...second].map((one) => [one.id, one]));
      expect(things.list(project)).toEqual([...expected.values()]);
      for (const [id, one] of expected) expect(things.get(project, id)).toBe(one);
    }),
  );
});

test("H8: removeWhere changes the list that a snapshot saves, in place", () => {
  fc.assert(
    fc.property(fc.array(thing), fc.nat(5), (records, id) => {
      const saved = [...records];
      const { things, project } = collectionOf(saved);
      things.removeWhere(project, (one) => one.id === id);
      expect(saved).toEqual(records.filter((one) => one.id !== id));
    }),
  );
});

test("H8: get refuses a key that is not there with a 404 that names the kind", () => {
  const { things, project } = collectionOf([{ id: 1, text: "" }]);
  expect(() => things.get(project, 2)).toThrow(expect.objectContaining({ status: 404, message: "Thing not found" }));
});

test("H8: ids go on where the slice stopped", () => {
  const state = { lastId: 3 };
  expect([nextId(state), nextId(state), state.lastId]).toEqual([4, 5, 5]);
});
