import fc from "fast-check";
import { assertPrivacyIds, MAX_DELETION_IDS } from "../../../src/mixpanel/privacy/ids";
import { createdTask, deletionOf, retrievalOf } from "../../../src/mixpanel/privacy/tasks";
import { thrownBy } from "../../support/failure";

const results = fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.jsonValue()));

test("M4: any response is read as a task, with the ID that was asked for where it has none", () => {
  fc.assert(
    fc.property(results, fc.string({ minLength: 1 }), (any, id) => {
      const response = { status: "ok", results: any };
      for (const task of [retrievalOf(response, id), deletionOf(response, id)]) {
        expect(typeof task.tracking_id).toBe("string");
        expect(task.results).toBe(any);
        expect(["string", "object"]).toContain(typeof task.task_status);
      }
    }),
  );
});

test("M4: a task has the same ID in each shape of a response, digit by digit", () => {
  const id = fc.oneof(fc.uuid(), fc.stringMatching(/^[1-9]\d{18}$/));
  fc.assert(
    fc.property(id, fc.constantFrom("task_id", "tracking_id"), fc.boolean(), (tracking_id, name, isList) => {
      const task = { [name]: tracking_id };
      const response = { status: "ok", results: isList ? [task] : task };
      expect(createdTask("createDeletion", response).tracking_id).toBe(tracking_id);
    }),
  );
});

test("M5: no list with a placeholder is taken, wherever it stands", () => {
  const real = fc.array(fc.uuid({ version: 4 }), { maxLength: 20 });
  fc.assert(
    fc.property(real, real, fc.constantFrom("undefined", "NULL", "0", "-1", "", " ", "$device:anon"), (a, b, wrong) => {
      expect(() => assertPrivacyIds("Distinct IDs", [...a, ...b], MAX_DELETION_IDS)).not.toThrow();
      expect(thrownBy(() => assertPrivacyIds("Distinct IDs", [...a, wrong, ...b], MAX_DELETION_IDS)).code).toBe(
        "invalid_input",
      );
    }),
  );
});
