/** The options of the `trigger` command: what to do with a trigger, and how. */
import type { Command } from "commander";
import type { Trigger } from "../bundle";
import { UsageError } from "../usage";

/** By name: what stands after it on the command line, and what it does. */
const TRIGGER_OPTIONS = {
  listen: [
    "",
    "webhook triggers: serve it on this machine until Ctrl-C; its deploy and delete hooks run before and after",
  ],
  simulate: ["", "a sandbox calls a webhook trigger, or changes its data between polls an hour of virtual time apart"],
  drain: ["", "polling triggers: poll once, from where the last poll ended"],
  state: [
    "<file>",
    "--drain: keeps where the last poll ended; replaced only after success, so a failed poll can be repeated",
  ],
  batch: ["<number>", "polling triggers: switches batching on, with so many items per execution"],
  polls: ["<number>", "--simulate: polls after the first one (default 3)"],
  port: ["<number>", "--listen: the port to listen on; otherwise a free one is chosen"],
  url: ["<url>", "--listen: the public address of a tunnel to that port, at which Mixpanel calls the trigger"],
  members: ["<number>", "--simulate: members of the cohort (default 25)"],
  "page-size": ["<number>", "--simulate: members per call (default 1000)"],
  shuffle: ["", "--simulate: sends the pages of the whole cohort in a random order"],
  duplicate: ["<pages>", "--simulate: sends these pages twice, such as 2,5"],
  resend: ["<pages>", "--simulate: sends these pages late"],
  drop: ["<pages>", "--simulate: never sends these pages"],
} as const;

export type TriggerOption = keyof typeof TRIGGER_OPTIONS;

/** What was given on the command line. */
export type Given = { [Option in TriggerOption]?: string | boolean | undefined };

export function addTriggerOptions(command: Command): Command {
  for (const [name, [value, description]] of Object.entries(TRIGGER_OPTIONS))
    command.option(`--${name} ${value}`.trimEnd(), description);
  return command;
}

/** The options of a command that are a trigger's. */
export function givenOptions(command: Command): Given {
  const given = command.options
    .filter((option) => Object.hasOwn(TRIGGER_OPTIONS, option.name()))
    .map((option) => [option.name(), command.getOptionValue(option.attributeName())] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}

type Mode = "listen" | "simulate" | "drain";

/** The modes of a kind of trigger, with the options of each. */
const MODES: Record<"webhook" | "polling", Partial<Record<Mode, readonly TriggerOption[]>>> = {
  webhook: {
    listen: ["port", "url"],
    simulate: ["port", "members", "page-size", "shuffle", "duplicate", "resend", "drop"],
  },
  polling: { simulate: ["polls", "batch"], drain: ["state", "batch"] },
};

/** As the sandbox takes it: pages by number, counted from 1. */
interface Disorder {
  shuffle?: boolean;
  duplicate?: number[];
  resend?: number[];
  drop?: number[];
}

export interface TriggerOptions {
  mode: Mode;
  port: number | undefined;
  url: string | undefined;
  members: number | undefined;
  pageSize: number | undefined;
  /** What goes wrong with the pages of a cohort sync; undefined if nothing does. */
  disorder: Disorder | undefined;
  polls: number | undefined;
  batch: number | undefined;
  state: string | undefined;
}

const MAX_PORT = 65_535;

function wholeNumber(given: Given, option: TriggerOption, max: number): number | undefined {
  const text = given[option];
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= max) return value;
  throw new UsageError(`--${option} ${text} must be a whole number from 1 to ${max.toLocaleString("en-US")}.`);
}

function pagesOf(given: Given, option: "duplicate" | "resend" | "drop"): Disorder {
  const text = given[option];
  if (typeof text !== "string") return {};
  const pages = text.split(",").map(Number);
  if (pages.every((page) => Number.isInteger(page) && page >= 1)) return { [option]: pages };
  throw new UsageError(`--${option} ${text} must be pages by number, such as 2 or 2,5.`);
}

function disorderOf(given: Given): Disorder | undefined {
  const disorder = {
    ...(given.shuffle === true ? { shuffle: true } : {}),
    ...pagesOf(given, "duplicate"),
    ...pagesOf(given, "resend"),
    ...pagesOf(given, "drop"),
  };
  return Object.keys(disorder).length === 0 ? undefined : disorder;
}

const textOf = (value: string | boolean | undefined) => (typeof value === "string" ? value : undefined);

function modeOf({ key, isPollingTrigger }: Trigger, given: Given): Mode {
  const kind = isPollingTrigger ? "polling" : "webhook";
  const options = MODES[kind];
  const how = isPollingTrigger ? "It polls Mixpanel" : "Mixpanel calls it";
  const choice = Object.keys(options)
    .map((mode) => `--${mode}`)
    .join(" or ");
  const [mode, ...more] = (["listen", "simulate", "drain"] as const).filter((one) => given[one] === true);
  if (mode === undefined) throw new UsageError(`Say how to run ${key}. ${how}, so add ${choice}.`);
  if (more.length > 0) throw new UsageError(`--${mode} and --${more[0]} do not go together. Choose one.`);
  const allowed = options[mode];
  if (allowed === undefined) throw new UsageError(`${key} cannot be run with --${mode}. ${how}, so use ${choice}.`);
  const stray = Object.keys(given).find((option) => option !== mode && !allowed.some((known) => known === option));
  if (stray !== undefined) throw new UsageError(`--${stray} is not an option of --${mode} for ${key}.`);
  return mode;
}

/** @throws UsageError for a mode or an option that the trigger does not have */
export function readOptions(trigger: Trigger, given: Given): TriggerOptions {
  const mode = modeOf(trigger, given);
  const url = textOf(given.url);
  if (url !== undefined && !URL.canParse(url))
    throw new UsageError(`--url ${url} is not a URL. Use the public address of a tunnel to this machine.`);
  const state = textOf(given.state);
  if (mode === "drain" && (state === undefined || state === ""))
    throw new UsageError(`--drain needs --state <file>: the file that keeps where the last poll ended.`);
  return {
    mode,
    port: wholeNumber(given, "port", MAX_PORT),
    url,
    members: wholeNumber(given, "members", 100_000),
    pageSize: wholeNumber(given, "page-size", 100_000),
    disorder: disorderOf(given),
    polls: wholeNumber(given, "polls", 100),
    batch: wholeNumber(given, "batch", 100_000),
    state,
  };
}
