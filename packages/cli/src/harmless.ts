/** Keeps data of others from steering the terminal that shows it: escape sequences, control characters, reversed text. */
import type { Stream } from "./terminal";

/** Control characters except tab and newline, separators that break lines, and marks that reverse the direction of text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const STEERING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** A text in which steering characters are written as \u001b. Tabs and newlines stay. JSON stays the same value. */
export const visible = (text: string): string => text.replace(STEERING, escaped);

/** A text in one line: newlines and tabs are written as \n and \t. */
export const oneLine = (text: string): string => visible(text).replaceAll("\n", "\\n").replaceAll("\t", "\\t");

/** A text that does a terminal no harm; unchanged where the stream is no terminal. */
export const harmless = (text: string, stream: Stream): string => (stream.isTTY ? visible(text) : text);
