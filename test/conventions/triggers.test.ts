import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { asComponent, type Trigger } from "../../packages/cli/src/bundle";
import { CALLERS } from "../../packages/cli/src/triggers/callers";
import { CHANGES } from "../../packages/cli/src/triggers/changes";
import component from "../../src";

const ROOT = path.resolve(__dirname, "../..");
const { triggers } = asComponent(component);
const all = Object.values(triggers);

const isBatching = ({ resolveTriggerItems }: Trigger) => resolveTriggerItems !== undefined;
const pageOf = ({ key }: Pick<Trigger, "key">) => `documentation/triggers/${key}.mdx`;
const textOf = (file: string) => (existsSync(path.join(ROOT, file)) ? readFileSync(path.join(ROOT, file), "utf8") : "");
const namesIn = (folder: string, extension: string) =>
  (existsSync(path.join(ROOT, folder)) ? readdirSync(path.join(ROOT, folder)) : [])
    .filter((file) => file.endsWith(extension))
    .map((file) => file.slice(0, -extension.length))
    .sort();

/** What a step gets, by the example: the part of the payload that the documentation shows. */
const exampleOf = ({ examplePayload }: Trigger): unknown => Object(examplePayload).payload?.body?.data;

/** Every JSON block of a page. */
const jsonIn = (page: string): unknown[] =>
  [...page.matchAll(/^```json\n([\s\S]*?)^```/gm)].map(([, text = ""]) => JSON.parse(text));

/** The keys of the triggers that do not fit. */
const unfit = (fits: (trigger: Trigger) => boolean) => all.filter((trigger) => !fits(trigger)).map(({ key }) => key);

describe("G6: a trigger has one name", () => {
  const keys = Object.keys(triggers).sort();

  test("of its file, its test and its page", () => {
    expect(namesIn("src/triggers", ".ts").filter((name) => name !== "index")).toEqual(keys);
    expect(keys.filter((key) => !existsSync(path.join(ROOT, `test/triggers/${key}.test.ts`)))).toEqual([]);
    expect(namesIn("documentation/triggers", ".mdx")).toEqual(keys);
  });

  test("which no action and no data source has, nor its label", () => {
    const others = [...Object.values(component.actions), ...Object.values(component.dataSources)];
    expect(
      unfit(({ key, display }) => !others.some((one) => one.key === key || one.display.label === display.label)),
    ).toEqual([]);
    expect(new Set(all.map(({ display }) => display.label)).size).toBe(all.length);
  });

  test("and its file exports nothing else", () => {
    const exported = keys.map((key) =>
      [...textOf(`src/triggers/${key}.ts`).matchAll(/^export (?:const|function|class|type|interface) (\w+)/gm)].map(
        ([, name]) => name,
      ),
    );
    expect(exported).toEqual(keys.map((key) => [key]));
  });
});

describe("G6: a trigger", () => {
  test("runs a limited number of executions at once if it has batching", () => {
    expect(
      unfit(
        (trigger) =>
          !isBatching(trigger) ||
          ((trigger.triggerResolverDefaultBatchSize ?? 0) > 0 &&
            (trigger.triggerResolverDefaultConcurrentBatchLimit ?? 0) > 0),
      ),
    ).toEqual([]);
  });

  test("has an example of what it passes on, which is JSON", () => {
    expect(unfit((trigger) => typeof exampleOf(trigger) === "object" && exampleOf(trigger) !== null)).toEqual([]);
    for (const trigger of all) expect(JSON.parse(JSON.stringify(exampleOf(trigger)))).toEqual(exampleOf(trigger));
  });

  test("has no groups, which triggers of code-native flows cannot fill", () => {
    // A list of rows is no group.
    const isGroup = ({ type, collection }: Trigger["inputs"][number]) =>
      type === "structuredObject" && collection !== "valuelist";
    expect(unfit(({ inputs }) => !inputs.some(isGroup))).toEqual([]);
  });

  test("is run by the sandbox for the command line: by calls, or by changes between polls", () => {
    expect(unfit(({ key, isPollingTrigger }) => Object.hasOwn(isPollingTrigger ? CHANGES : CALLERS, key))).toEqual([]);
  });

  test("names its branches if it has some", () => {
    expect(unfit(({ staticBranchNames = ["one"] }) => staticBranchNames.length > 0)).toEqual([]);
  });
});

describe("G6: the page of a trigger", () => {
  test("begins with its label", () => {
    expect(unfit((trigger) => textOf(pageOf(trigger)).slice(0, 400).includes(trigger.display.label))).toEqual([]);
  });

  test("shows the example of what it passes on", () => {
    for (const trigger of all) expect(jsonIn(textOf(pageOf(trigger)))).toContainEqual(exampleOf(trigger));
  });

  test("has the sections that readers look for", () => {
    const sections = (trigger: Trigger) => [
      "How It Works",
      ...(isBatching(trigger) ? ["Batching"] : []),
      "Returned Data",
    ];
    expect(
      unfit((trigger) =>
        sections(trigger).every((title) => new RegExp(`^#+ ${title}`, "m").test(textOf(pageOf(trigger)))),
      ),
    ).toEqual([]);
  });

  test("names each input by its label", () => {
    const unnamed = all.flatMap(({ key, inputs }) =>
      inputs.filter(({ type, label }) => type !== "connection" && !textOf(pageOf({ key })).includes(label)),
    );
    expect(unnamed).toEqual([]);
  });
});

test("G6: each connection has a page that says how to set it up", () => {
  expect(namesIn("documentation/connections", ".mdx")).toEqual(component.connections.map(({ key }) => key).sort());
});
