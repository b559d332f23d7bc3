/** Questions of every kind, for tests of what must hold for each: answered ones, wrong ones and malicious ones. */

const INJECTIONS = [
  'x" or true or "',
  '"] or defined(properties["plan"]) or properties["',
  "x\\",
  "') or 1 == 1 --",
  '{"id": 3001}',
  "../cohorts/list?x=",
  "3001 or 3002",
  "__proto__",
  "\u0000\n😀",
  "x".repeat(500),
];

type Asked = readonly [tool: string, question: Record<string, unknown>];

const ofName = (name: string): Asked[] => [
  ["mixpanel-how-many", { event: name }],
  ["mixpanel-how-many", { event: "Purchased", breakdown: name }],
  ["mixpanel-funnel-drop", { funnel: name }],
  ["mixpanel-funnel-drop", { report_id: name }],
  ["mixpanel-cohort-members", { cohort: name }],
  ["mixpanel-cohort-members", { cohort: "Paying users", properties: [name] }],
  ["mixpanel-user-story", { user: name }],
];

/** Names of nothing in the sample. */
export const injected: readonly Asked[] = INJECTIONS.flatMap(ofName);

export const answerable: readonly Asked[] = [
  ["mixpanel-how-many", { event: "Purchased" }],
  ["mixpanel-how-many", { event: "Purchased", breakdown: "$browser", count: "users", days: 366 }],
  [
    "mixpanel-how-many",
    { event: "Viewed product", from_date: "2024-03-01", to_date: "2024-03-10", breakdown: "price" },
  ],
  ["mixpanel-funnel-drop", { funnel: "7001" }],
  ["mixpanel-funnel-drop", { funnel: "large purchases  within an HOUR", days: "7" }],
  ["mixpanel-funnel-drop", { report_id: "9003" }],
  ["mixpanel-funnel-drop", { report_id: "9004" }],
  ["mixpanel-cohort-members", { cohort: "Paying users", members: 25, properties: "$name,$email,$city,plan,company" }],
  ["mixpanel-cohort-members", { cohort: "3002" }],
  ["mixpanel-what-changed", {}],
  ["mixpanel-what-changed", { days: 90 }],
  ["mixpanel-user-story", { user: "user-007", days: 90, events: 20 }],
  ["mixpanel-user-story", { user: "USER-007@Example.com" }],
];

export const unclear: readonly Asked[] = [
  ["mixpanel-how-many", {}],
  ["mixpanel-how-many", { event: "Purchased", count: "money" }],
  ["mixpanel-how-many", { event: "Purchased", days: "many" }],
  ["mixpanel-how-many", { event: "Purchased", from_date: "2024-02-30", to_date: "2024-03-01" }],
  ["mixpanel-how-many", { event: "Purchased", from_date: "2024-03-10", to_date: "2024-03-01" }],
  ["mixpanel-how-many", { event: "Purchased", from_date: "2020-01-01", to_date: "2024-03-01" }],
  ["mixpanel-how-many", { event: "Purchased", from_date: "2024-03-01" }],
  ["mixpanel-how-many", { event: "purchase" }],
  ["mixpanel-how-many", { event: "Purchased", breakdown: "categories" }],
  ["mixpanel-funnel-drop", {}],
  ["mixpanel-funnel-drop", { funnel: "sign up" }],
  ["mixpanel-funnel-drop", { report_id: "9001" }],
  ["mixpanel-funnel-drop", { report_id: "404" }],
  ["mixpanel-cohort-members", { cohort: ["Paying users"] }],
  ["mixpanel-cohort-members", { cohort: "paid user" }],
  ["mixpanel-what-changed", { days: -1 }],
  ["mixpanel-user-story", { user: " " }],
  ["mixpanel-user-story", { user: "user-07@elsewhere.example" }],
];

export const everyQuestion: readonly Asked[] = [...answerable, ...unclear, ...injected];
