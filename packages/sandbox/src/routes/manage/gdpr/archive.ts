/** The file that a finished retrieval leads to. */
import { strToU8, type ZippableFile, zipSync } from "fflate";
import type { Project } from "../../../types";
import { encryptedZip } from "./encryptedZip";
import type { Settings } from "./settings";
import type { Task } from "./tasks";

const NO_ZIP = "<!DOCTYPE html>\n<html><body><h1>Service Unavailable</h1></body></html>\n";

function filesOf(task: Task, { extraBytes }: Settings): Record<string, Uint8Array> {
  const files = Object.entries(task.files).map(([name, content]) => [name, strToU8(content)] as const);
  return Object.fromEntries(extraBytes > 0 ? [...files, ["extra.bin", Buffer.alloc(extraBytes, "x")]] : files);
}

/**
 * The bytes of an archive. `zip` holds the files of the retrieval, and `zipCrypto` and `aes` hold them encrypted, as Mixpanel's own
 * archives have been seen; `noEntries` is a zip without files, `empty` has no bytes, and `noZip` is an HTML page.
 */
export function archiveOf(project: Project, task: Task, settings: Settings): Buffer {
  const files = filesOf(task, settings);
  switch (settings.archive) {
    case "zipCrypto":
    case "aes":
      return encryptedZip(files, settings.archivePassword ?? project.secret, settings.archive);
    case "noEntries":
      return Buffer.from(zipSync({}));
    case "empty":
      return Buffer.alloc(0);
    case "noZip":
      return Buffer.from(NO_ZIP);
    default: {
      // The entry that makes an archive large must not shrink again.
      const entries = Object.entries(files).map(([name, bytes]): [string, ZippableFile] => [
        name,
        name in task.files ? bytes : [bytes, { level: 0 }],
      ]);
      return Buffer.from(zipSync(Object.fromEntries(entries)));
    }
  }
}
