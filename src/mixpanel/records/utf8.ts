import { isUtf8 } from "node:buffer";

/** The text of bytes. @throws TypeError if they are not UTF-8: read all the same, they would become other data */
export function textOf(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw new TypeError("bytes that are not UTF-8");
  return bytes.toString("utf8");
}

/** Tells of each piece of a text whether its bytes are UTF-8. A character may continue in the next piece. */
export class Utf8Check {
  private decoder = new TextDecoder("utf-8", { fatal: true });

  /** @param piece nothing at the end, where no character may be incomplete */
  isSound(piece?: Buffer): boolean {
    try {
      this.decoder.decode(piece, { stream: piece !== undefined });
      return true;
    } catch {
      this.decoder = new TextDecoder("utf-8", { fatal: true });
      return false;
    }
  }
}
