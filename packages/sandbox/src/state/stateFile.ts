/**
 * A file of lines that a full disk cannot damage: it is appended to line by line, and holds whole lines only. After a failed or short
 * write, it is cut back to what was written before. A whole new content is written beside the file and then takes its place.
 */
import * as fs from "node:fs";

const CHUNK_CHARACTERS = 1024 * 1024;

/** What of `node:fs` writes to the disk; tests replace it by a disk that fails. */
export interface Disk {
  openSync(path: string, flags: string): number;
  /** Returns how many bytes were written: on a full disk, fewer than were given. */
  writeSync(file: number, bytes: Uint8Array, offset: number): number;
  fsyncSync(file: number): void;
  ftruncateSync(file: number, length: number): void;
  renameSync(from: string, to: string): void;
  rmSync(path: string, options: { force: boolean }): void;
  closeSync(file: number): void;
}

export class StateFile {
  readonly path: string;
  readonly #disk: Disk;
  #file = -1;
  #length = Number.POSITIVE_INFINITY;
  /** Whether the file may be longer than `length`. */
  #isTorn = false;

  constructor(path: string, disk: Disk = fs) {
    this.path = path;
    this.#disk = disk;
  }

  /** Bytes of the file that count: what follows them is part of a write that failed. Infinite until the file is opened. */
  get length(): number {
    return this.#length;
  }

  /** Opens the file as it is, to append to it. @param length bytes of its whole lines; what follows them is cut off */
  open(length: number): void {
    this.#file = this.#disk.openSync(this.path, "a");
    this.#length = length;
    this.#isTorn = true;
  }

  /** Appends lines: all of them, or none if it throws. */
  append(lines: Iterable<string>): void {
    if (this.#isTorn) this.#cutBack();
    try {
      this.#length += this.#write(this.#file, lines);
    } catch (error) {
      this.#isTorn = true;
      try {
        this.#cutBack();
      } catch {
        // The next append tries again; until then, a start leaves the incomplete line out.
      }
      throw error;
    }
  }

  /** Replaces the whole content, and appends to the new one from then on. If it throws, the file is as before. */
  rewrite(lines: Iterable<string>): void {
    const next = `${this.path}.next`;
    // What a killed process left would take space that the new content needs.
    this.#disk.rmSync(next, { force: true });
    const file = this.#disk.openSync(next, "a");
    let length: number;
    try {
      length = this.#write(file, lines);
      // The old content must not go before the new one is on the disk.
      this.#disk.fsyncSync(file);
      this.#disk.renameSync(next, this.path);
    } catch (error) {
      this.#disk.closeSync(file);
      this.#disk.rmSync(next, { force: true });
      throw error;
    }
    this.close();
    this.#file = file;
    this.#length = length;
    this.#isTorn = false;
  }

  close(): void {
    if (this.#file >= 0) this.#disk.closeSync(this.#file);
    this.#file = -1;
  }

  #cutBack(): void {
    this.#disk.ftruncateSync(this.#file, this.#length);
    this.#isTorn = false;
  }

  /** Writes lines in chunks, so that no text outgrows a string. Returns the number of bytes. */
  #write(file: number, lines: Iterable<string>): number {
    let length = 0;
    let text = "";
    const flush = () => {
      const bytes = Buffer.from(text);
      for (let offset = 0; offset < bytes.length; ) offset += this.#disk.writeSync(file, bytes, offset);
      length += bytes.length;
      text = "";
    };
    for (const line of lines) {
      text += `${line}\n`;
      if (text.length >= CHUNK_CHARACTERS) flush();
    }
    flush();
    return length;
  }
}
