/** Finds actions by words in their labels, keys, descriptions and families. */
import type { State } from "../../src/protocol";

type Families = State["families"];

/** The families with the actions that have all the words; those without any are left out. */
export function search(families: Families, text: string): Families {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = families.map(({ title, actions }) => ({
    title,
    actions: actions.filter(({ key, label, description }) => {
      const all = `${title} ${label} ${key} ${description}`.toLowerCase();
      return words.every((word) => all.includes(word));
    }),
  }));
  return found.filter(({ actions }) => actions.length > 0);
}
