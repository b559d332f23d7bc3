import { unseenInputs } from "../support/reach";

const request = {
  method: "POST",
  host: "mixpanel.com",
  path: "/api/app/projects/12/things/a%2Fb",
  query: { limit: "10" },
  json: { description: "Launch", tags: [7] },
};
const seen = {
  request,
  params: { id: "a/b", description: "Launch", tags: [7], lost: "nowhere" },
  optional: [
    ["limit", 20, { query: { limit: "20" } }],
    ["ignored", true, {}],
    ["group", "g", {}],
  ],
  variants: [
    ["together", { group: "vip", description: "Other" }, { json: { description: "Other", group: "vip" } }],
    ["without effect", { ignored: "vip", description: "Other" }, { json: { description: "Other" } }],
  ],
} as const;

test("H6: inputs are seen that stand in a request, or change it", () => {
  expect(unseenInputs(seen, ["id", "description", "tags", "limit", "group"])).toEqual([]);
});

test("H6: inputs that reach no request are found, required and optional ones", () => {
  expect(unseenInputs(seen, ["id", "lost", "limit", "ignored", "unheard"])).toEqual(["lost", "ignored", "unheard"]);
});
