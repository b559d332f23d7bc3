/** G7: questions that name nothing, too much or something malicious. */
import { askOffline } from "../offline";
import { injected, unclear } from "./questions";
import { sampleSandbox } from "./sample";

const sandbox = sampleSandbox();
const ask = (tool: string, question: Record<string, unknown>) => askOffline(sandbox(), `mixpanel-${tool}`, question);

let isChanged = false;
/** The sample project, to be changed by a test. */
function changedProject() {
  isChanged = true;
  return sandbox().projects.get(1);
}

/** Adds copies of saved things with IDs of their own. */
function duplicate(slice: "cohorts" | "funnels", id: string): void {
  const snapshot = structuredClone(sandbox().snapshot());
  const project = snapshot.projects.find((one) => one.id === 1);
  const definitions = Object(project?.slices?.[slice]).definitions;
  definitions.push({ ...definitions[0], [id]: 5001 });
  isChanged = true;
  sandbox().restore(snapshot);
}

afterEach(() => {
  if (isChanged) sandbox().reset();
  isChanged = false;
});

it.each(unclear)("G7: %s %j is answered with what to ask instead", async (tool, question) => {
  const answer = await askOffline(sandbox(), tool, question);
  expect(answer.answered).toBe(false);
  expect(answer.answer).toMatch(
    /missing|expected|suggestions|before from_date|at most|not a funnel|does not exist|name or e-mail/,
  );
});

it.each([
  ["how-many", { event: "purchased" }, { name: "Purchased" }],
  ["how-many", { event: "Sign up" }, { name: "Signed up" }],
  ["how-many", { event: "Purchased", breakdown: "categorys" }, { name: "category" }],
  ["funnel-drop", { funnel: "signup to purchase" }, { id: "7001", name: "From sign-up to purchase" }],
  ["cohort-members", { cohort: "paid users" }, { id: "3001", name: "Paying users" }],
  ["user-story", { user: "user-012@exmple.com" }, { distinct_id: "user-012" }],
])("G7: %s suggests the nearest name first for %j", async (tool, question, suggestion) => {
  const answer = await ask(tool, question);
  expect(answer.answered).toBe(false);
  expect(Object(answer.suggestions)[0]).toMatchObject(suggestion);
});

it("G7: a name that differs in case and spaces alone is found, and its real name told", async () => {
  expect(await ask("cohort-members", { cohort: " paying-USERS" })).toMatchObject({
    answered: true,
    cohort_name: "Paying users",
  });
});

it.each([
  ["cohorts", "id", "cohort-members", "cohort", "3001"],
  ["funnels", "funnel_id", "funnel-drop", "funnel", "7001"],
] as const)("G7: two %s of one name are ambiguous, and the ID decides", async (slice, id, tool, input, own) => {
  const name = slice === "cohorts" ? "Paying users" : "From sign-up to purchase";
  duplicate(slice, id);
  const answer = await ask(tool, { [input]: name });
  expect(answer).toMatchObject({
    answered: false,
    suggestions: [
      { id: own, name },
      { id: "5001", name },
    ],
  });
  expect(answer.answer).toContain("ambiguous");
  expect(await ask(tool, { [input]: "5001" })).toMatchObject({ answered: true, [`${input}_id`]: "5001" });
});

it("G7: two users with one e-mail address are ambiguous, and the distinct ID decides", async () => {
  const profile = changedProject()?.profiles.get("user-009");
  if (profile) profile.properties.$email = "user-007@example.com";
  const answer = await ask("user-story", { user: "user-007@example.com" });
  expect(answer).toMatchObject({
    answered: false,
    suggestions: [{ distinct_id: "user-007" }, { distinct_id: "user-009" }],
  });
  expect(await ask("user-story", { user: "user-009" })).toMatchObject({ answered: true, distinct_id: "user-009" });
});

it.each(["user", "example", "example.com", "@example.com", "com"])(
  "G7: the part %j of addresses does not list the addresses of users",
  async (user) => {
    expect(JSON.stringify(await ask("user-story", { user }))).not.toMatch(/user-\d+@/);
  },
);

it("G7: a user who is meant perhaps is told by name if asked by name, and by address if asked by address", async () => {
  const { suggestions } = await ask("user-story", { user: "Sample User 15" });
  expect(Object(suggestions)[0]).toEqual({ distinct_id: "user-015", name: "Sample User 15" });
  expect(await ask("user-story", { user: "user-007@example.co" })).toMatchObject({
    suggestions: [{ distinct_id: "user-007", email: "user-007@example.com" }],
  });
  expect(await ask("user-story", { user: "user-007@else.org" })).not.toHaveProperty("suggestions");
});

it("G7: spaces around a user do not matter", async () => {
  expect(await ask("user-story", { user: " user-007 " })).toMatchObject({ answered: true, distinct_id: "user-007" });
});

it("G7: a user without a profile has a story nevertheless", async () => {
  changedProject()?.profiles.delete("user-007");
  expect(await ask("user-story", { user: "user-007" })).toMatchObject({
    answered: true,
    name: null,
    distinct_id: "user-007",
  });
});

it.each(injected)("G7: %s takes the name in %j as a name", async (tool, question) => {
  const answer = await askOffline(sandbox(), tool, question);
  // The cohort exists: only the property that was asked for does not, so its column is empty.
  const members = Array.isArray(answer.members) ? answer.members : [];
  expect(members.flatMap((row) => Object.values(row).slice(1)).every((value) => value === null)).toBe(true);
  expect(answer.answered).toBe(question.cohort === "Paying users");
});

it("G7: an event and a property whose names are expressions are counted as names", async () => {
  const name = 'a" or properties["b"] == "\\';
  const time = Date.now() - 60_000;
  const properties = { [name]: "yes", time: time / 1000, distinct_id: "u", $insert_id: "i" };
  changedProject()?.events.add({ event: name, time, distinctId: "u", insertId: "i", properties });
  expect(await ask("how-many", { event: name, breakdown: name })).toMatchObject({
    answered: true,
    events: 1,
    users: 1,
    values: [{ value: "yes", events: 1, percent: 100 }],
  });
});

it("G7: what changed says that it did not compare all events, if there are more than it compares", async () => {
  expect((await ask("what-changed", {})).answer).not.toContain("Only");
  const project = changedProject();
  const time = Date.now() - 86_400_000;
  for (let index = 0; index < 60; index++) {
    const [event, insertId] = [`Rare ${index}`, `i${index}`];
    const properties = { time: time / 1000, distinct_id: "u", $insert_id: insertId };
    project?.events.add({ event, time, distinctId: "u", insertId, properties });
  }
  const { answer, compared_events } = await ask("what-changed", {});
  expect(answer).toContain("Only 50 event names were compared, the most frequent ones.");
  expect(compared_events).toBe(50);
});

it("G7: an empty project is answered", async () => {
  isChanged = true;
  sandbox().restore({ projects: [] });
  expect(await ask("what-changed", {})).toMatchObject({ answered: true, compared_events: 0 });
  expect(await ask("how-many", { event: "Purchased" })).toMatchObject({ answered: false });
  expect(await ask("cohort-members", { cohort: "Paying users" })).toMatchObject({ answered: false });
  expect(await ask("funnel-drop", { funnel: "7001" })).toMatchObject({ answered: false });
  expect(await ask("user-story", { user: "user-007" })).toMatchObject({ answered: false });
});
