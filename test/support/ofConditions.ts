import type { ActionExpectation } from "./describeAction";
import { inputsOf } from "./fromRow";

const CONDITIONS = [
  { property: 'the "plan"', operator: "oneOf", value: ["pro", 5] },
  { property: "city", operator: "isSet" },
];
const ONE_OF = 'properties["the \\"plan\\""] in ["pro", 5]';
const IS_SET = 'defined(properties["city"])';

type OfConditions = Required<Pick<ActionExpectation, "optional" | "variants" | "steering" | "refusals">>;

/** What follows for an action from its having conditions: they are sent as `where`. */
export function ofConditions(key: string, { request }: Pick<ActionExpectation, "request">): OfConditions {
  if (!inputsOf(key).includes("conditions")) return { optional: [], variants: [], steering: [], refusals: [] };
  const sends = (where: string) => ({ [request.form === undefined ? "query" : "form"]: { where } });
  return {
    optional: [
      ["conditions", CONDITIONS.slice(0, 1), sends(ONE_OF)],
      ["conditions", JSON.stringify(CONDITIONS), sends(`(${ONE_OF}) and (${IS_SET})`)],
      ["conditions", [], {}],
      ["match", "any", {}],
    ],
    variants: [
      ["R7: any of two conditions", { conditions: CONDITIONS, match: "any" }, sends(`(${ONE_OF}) or (${IS_SET})`)],
      [
        "R7: a condition beside an expression",
        { conditions: CONDITIONS.slice(1), where: "a or b" },
        sends(`(a or b) and (${IS_SET})`),
      ],
    ],
    steering: ["match"],
    refusals: [
      ["R7: a condition without a property", { conditions: [{ value: "pro" }] }, "Conditions, row 1, Property"],
      ["R7: a condition without a value", { conditions: [{}, { property: "p" }] }, "Conditions, row 2, Value"],
      ["R7: an operator that does not exist", { conditions: [{ operator: "like" }] }, "Conditions, row 1, Operator"],
      ["R7: a match that does not exist", { match: "none" }, "Match Conditions"],
    ],
  };
}
