import fc from "fast-check";
import { maxIdsOf } from "../../../src/mixpanel/privacy/ids";
import { planTasks } from "../../../src/mixpanel/privacy/plan";
import { people, person, requestOf } from "./people";

const plan = (
  subjects: Parameters<typeof requestOf>[0],
  options: Partial<Parameters<typeof planTasks>[1]> = {},
  changes: Parameters<typeof requestOf>[1] = {},
) => planTasks(requestOf(subjects, changes), { project: "p", maxIds: 3, separate: false, ...options });

const idList = fc.array(fc.constantFrom(..."abcdefghij"), { maxLength: 6 });
const anyPeople = fc
  .array(idList, { maxLength: 8 })
  .map((lists) => lists.map((ids, index) => person(index, ...new Set(ids))));

describe("P2: the tasks of a request", () => {
  test.each([
    ["retrieval", 0, 2000],
    ["retrieval", 3, 2000],
    ["deletion", 0, 1999],
    ["deletion", 1, 1000],
    ["deletion", 2, 666],
    ["deletion", 4, 400],
    ["deletion", 2000, 1],
  ] as const)("a %s in a project with %d group keys takes %d IDs", (kind, groupKeys, most) => {
    expect(maxIdsOf(kind, groupKeys)).toBe(most);
  });

  test("4500 IDs are three deletions", () => {
    const sizes = plan(people(4500), { maxIds: maxIdsOf("deletion") }).map(({ distinct_ids }) => distinct_ids.length);
    expect(sizes).toEqual([1999, 1999, 502]);
  });

  test("nobody who was found: no task", () => {
    expect(plan([person(0), person(1)])).toEqual([]);
    expect(plan([], { separate: true })).toEqual([]);
  });

  test("each ID is in one task, no task is too large, and each names its people: property", () => {
    fc.assert(
      fc.property(anyPeople, fc.integer({ min: 1, max: 4 }), fc.boolean(), (subjects, maxIds, separate) => {
        const tasks = plan(subjects, { maxIds, separate });
        const ids = tasks.flatMap(({ distinct_ids }) => distinct_ids);
        expect([...ids].sort()).toEqual([...new Set(subjects.flatMap(({ distinct_ids }) => distinct_ids))].sort());
        for (const task of tasks) {
          expect(task.distinct_ids.length).toBeLessThanOrEqual(maxIds);
          const owners = subjects.filter((one) => one.distinct_ids.some((id) => task.distinct_ids.includes(id)));
          expect(task.subjects).toEqual(owners.map(({ index }) => index));
        }
      }),
    );
  });

  test("of separate people, a task has two only if they have an ID in common: property", () => {
    fc.assert(
      fc.property(anyPeople, (subjects) => {
        for (const { subjects: owners } of plan(subjects, { maxIds: 100, separate: true })) {
          const group = subjects.filter(({ index }) => owners.includes(index));
          for (const one of group.length > 1 ? group : []) {
            const others = group.filter((other) => other !== one).flatMap(({ distinct_ids }) => distinct_ids);
            expect(one.distinct_ids.some((id) => others.includes(id))).toBe(true);
          }
        }
      }),
    );
  });

  test("expectation 26: the same people in any order have the same fingerprints: property", () => {
    fc.assert(
      fc.property(anyPeople, fc.boolean(), (subjects, separate) => {
        const prints = (list: typeof subjects) =>
          plan(list, { separate })
            .map(({ fingerprint }) => fingerprint)
            .sort();
        expect(prints([...subjects].reverse())).toEqual(prints(subjects));
      }),
    );
  });

  test("another project, kind, law, disclosure or ID has another fingerprint", () => {
    const ann = [person(0, "a", "b")];
    const prints = [
      plan(ann),
      plan(ann, { project: "q" }),
      plan(ann, {}, { kind: "retrieval" }),
      plan(ann, {}, { compliance_type: "CCPA" }),
      plan(ann, {}, { compliance_type: "CCPA", disclosure_type: "Categories" }),
      plan([person(0, "a")]),
      plan([person(0, "a", "c")]),
    ].map(([task]) => task?.fingerprint);
    expect(new Set(prints).size).toBe(prints.length);
  });
});
