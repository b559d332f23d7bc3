/**
 * Scripts that complete the command line in a shell, made from commander's definitions and the bundle. They hold all names, so that no
 * process starts at a key press. No library completes a program that is called by npx.
 */
import type { Command } from "commander";
import type { Component } from "./bundle";
import { type Form, formFields } from "./execute";

export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

/** What a command line may hold at its next word. */
interface Words {
  commands: string[];
  /** By command. */
  options: Map<string, string[]>;
  /** The keys that stand after a command. */
  names: Map<string, string[]>;
  /** The inputs of each form, by its key. */
  inputs: Map<string, string[]>;
}

function wordsOf(program: Command, component: Component, sandboxOptions: readonly string[]): Words {
  const { actions, dataSources, triggers } = component;
  const operations = [...Object.keys(actions), ...Object.keys(dataSources)];
  const triggerKeys = Object.keys(triggers);
  const commands = program.commands.map((command) => command.name());
  const optionsOf = (command: Command) => command.options.flatMap(({ long }) => long ?? []);
  const forms: Form[] = [actions, dataSources, triggers].flatMap((all) => Object.values(all));
  return {
    commands: [...commands, "help"],
    options: new Map(
      program.commands.map((command) => [
        command.name(),
        [...optionsOf(command), ...(command.name() === "sandbox" ? sandboxOptions : []), "--help"],
      ]),
    ),
    names: new Map([
      ["run", operations],
      ["trigger", triggerKeys],
      ["describe", [...operations, ...triggerKeys]],
      ["completion", [...SHELLS]],
      ["help", commands],
    ]),
    inputs: new Map(forms.map((form) => [form.key, formFields(form).map(({ key }) => `${key}=`)])),
  };
}

/** Branches of a `case` of bash: a word, and the list for it. */
const branches = (lists: ReadonlyMap<string, readonly string[]>, indent: string): string =>
  [...lists]
    .filter(([, words]) => words.length > 0)
    .map(([word, words]) => `${indent}${word}) words="${words.join(" ")}" ;;`)
    .join("\n");

/** For bash, and for zsh with its emulation of bash's functions. */
const bashScript = ({ commands, options, names, inputs }: Words): string => `_mixpanel_connector() {
  local at=1 words="" word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" command name
  if [[ "\${COMP_WORDS[0]##*/}" == npx ]]; then
    [[ "\${COMP_WORDS[1]}" == mixpanel-connector ]] || return 0
    at=2
  fi
  command="\${COMP_WORDS[at]}" name="\${COMP_WORDS[at+1]}"
  if (( COMP_CWORD == at )); then
    words="${commands.join(" ")}"
  elif [[ "$before" == --set ]]; then
    case "$name" in
${branches(inputs, "      ")}
    esac
    compopt -o nospace 2>/dev/null
  elif [[ "$word" == -* ]]; then
    case "$command" in
${branches(options, "      ")}
    esac
  elif (( COMP_CWORD == at + 1 )); then
    case "$command" in
${branches(names, "      ")}
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -F _mixpanel_connector mixpanel-connector
`;

/** What completes npx already stays. */
const NPX: Record<"bash" | "zsh", string> = {
  bash: "complete -p npx >/dev/null 2>&1 || complete -o default -F _mixpanel_connector npx\n",
  zsh: "(( $+_comps[npx] )) || complete -o default -F _mixpanel_connector npx\n",
};

const ZSH_HEAD = `autoload -U +X compinit && (( $+functions[compdef] )) || compinit
autoload -U +X bashcompinit && bashcompinit
`;

/** One function prints the words, and two lines register it. */
const fishScript = ({ commands, options, names, inputs }: Words): string => {
  const cases = (lists: ReadonlyMap<string, readonly string[]>) =>
    [...lists]
      .filter(([, words]) => words.length > 0)
      .map(([word, words]) => `      case ${word}\n        printf '%s\\n' ${words.join(" ")}`)
      .join("\n");
  return `function __mixpanel_connector_words
  set -l words (commandline -opc)
  set -l word (commandline -ct)
  set words[1] (string replace -r '.*/' '' -- $words[1])
  test "$words[1]" = npx; and set -e words[1]
  test "$words[1]" = mixpanel-connector; or return
  if test (count $words) -eq 1
    printf '%s\\n' ${commands.join(" ")}
  else if test "$words[-1]" = --set
    switch "$words[3]"
${cases(inputs)}
    end
  else if string match -q -- '-*' "$word"
    switch "$words[2]"
${cases(options)}
    end
  else if test (count $words) -eq 2
    switch "$words[2]"
${cases(names)}
    end
  end
end
for program in mixpanel-connector npx
  complete -c $program -f -n 'count (__mixpanel_connector_words) >/dev/null' -a '(__mixpanel_connector_words)'
end
`;
};

/** The script for a shell. @param sandboxOptions the options of the command sandbox, which reads them itself */
export function completionScript(
  shell: Shell,
  program: Command,
  component: Component,
  sandboxOptions: readonly string[],
): string {
  const words = wordsOf(program, component, sandboxOptions);
  if (shell === "fish") return fishScript(words);
  return `${shell === "zsh" ? ZSH_HEAD : ""}${bashScript(words)}${NPX[shell]}`;
}
