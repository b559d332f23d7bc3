import { execFileSync, spawnSync } from "node:child_process";
import { loadComponent } from "../src/bundle";
import { BUNDLE, runCli } from "./runCli";

const { actions, dataSources, triggers } = loadComponent(BUNDLE);
const operations = [...Object.keys(actions), ...Object.keys(dataSources)];

const scripts = new Map<string, string>();
beforeAll(async () => {
  for (const shell of ["bash", "zsh", "fish"]) {
    const { code, stdout, stderr } = await runCli(["completion", shell]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    scripts.set(shell, stdout);
  }
});

const has = (shell: string) => spawnSync(shell, ["-c", ":"]).status === 0;

/** What bash's function offers for the last of these words. */
function inBash(...words: string[]): string[] {
  const line = `COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _mixpanel_connector; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const script = `${scripts.get("bash")}\n${line}`;
  return execFileSync("bash", ["-c", script, "bash", ...words], { encoding: "utf8" })
    .split("\n")
    .filter(Boolean);
}

/** What zsh offers, where its emulation of bash's functions calls ours. */
function inZsh(...words: string[]): string[] {
  const line = `offer() { emulate -L sh; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _mixpanel_connector; printf '%s\\n' "\${COMPREPLY[@]}"; }; offer "$@"`;
  const script = `${scripts.get("zsh")}\n${line}`;
  const offered = execFileSync("zsh", ["-fc", script, "zsh", ...words], { encoding: "utf8" }).split("\n");
  // Zsh itself leaves out what does not begin with the word.
  return offered.filter((word) => word !== "" && word.startsWith(words.at(-1) ?? ""));
}

const inFish = (...words: string[]): string[] =>
  execFileSync("fish", ["--no-config", "-c", `${scripts.get("fish")}\ncomplete -C "$argv"`, ...words], {
    encoding: "utf8",
  })
    .split("\n")
    .filter(Boolean);

const startingWith = (words: readonly string[], start: string) => words.filter((word) => word.startsWith(start)).sort();

/** Of these shells, only bash is sure to be on a machine. */
const SHELLS = (
  [
    ["bash", inBash],
    ["zsh", inZsh],
    ["fish", inFish],
  ] as const
).filter(([shell]) => shell === "bash" || has(shell));

describe.each(SHELLS)("F1: completion in %s", (_shell, offered) => {
  const offers = (...words: string[]) => offered(...words).sort();

  test.each([[["mixpanel-connector"]], [["npx", "mixpanel-connector"]], [["./node_modules/.bin/mixpanel-connector"]]])(
    "called as %j, offers commands, options and names",
    (program) => {
      expect(offers(...program, "d")).toEqual(["demo", "describe", "doctor"]);
      expect(offers(...program, "demo", "--s")).toEqual(["--sandbox"]);
      expect(offers(...program, "sandbox", "--time")).toEqual(["--time-zone"]);
      expect(offers(...program, "run", "import")).toEqual(startingWith(operations, "import"));
      expect(offers(...program, "trigger", "")).toEqual(Object.keys(triggers).sort());
      expect(offers(...program, "describe", "cohort")).toEqual(
        startingWith([...operations, ...Object.keys(triggers)], "cohort"),
      );
    },
  );

  test("offers the inputs of the operation after --set", () => {
    expect(offers("npx", "mixpanel-connector", "run", "downloadData", "--set", "from")).toEqual(["from_date="]);
    expect(offers("mixpanel-connector", "run", "importEvents", "--set", "events=", "--set", "str")).toEqual([
      "strict=",
    ]);
  });
});

test("F1: completion in bash leaves other programs of npx alone", () => {
  expect(inBash("npx", "other-program", "run", "")).toEqual([]);
  const script = `complete -W theirs npx; ${scripts.get("bash")}\ncomplete -p npx`;
  expect(execFileSync("bash", ["-c", script], { encoding: "utf8" })).toBe("complete -W 'theirs' npx\n");
});

test("F1: completion for an unknown shell names those that it knows", async () => {
  const { code, stderr } = await runCli(["completion", "tcsh"]);
  expect(code).toBe(2);
  expect(stderr).toContain("Allowed choices are bash, zsh, fish");
});
