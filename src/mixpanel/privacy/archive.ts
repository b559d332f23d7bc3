/**
 * What the file of a retrieval is. Mixpanel does not document its content; archives have been seen whose files are encrypted with the secret
 * of the project. `empty`: no byte, or a zip without files. `damaged_zip`: it begins as a zip, but has no list of files.
 *
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT for the format
 */
export type ArchiveKind = "zip" | "encrypted_zip" | "empty" | "damaged_zip" | "not_a_zip";

const LOCAL_FILE = Buffer.from("PK\u0003\u0004");
const LISTED_FILE = Buffer.from("PK\u0001\u0002");
const END = Buffer.from("PK\u0005\u0006");
const END_BYTES = 22;
const MAX_COMMENT_BYTES = 65_535;
/** Sizes and offsets that are in a field of their own, because they need 64 bits. */
const IN_ZIP64 = 0xffffffff;

const ENCRYPTED_BIT = 1;
/** The compression method of files that are encrypted with AES. */
const AES_METHOD = 99;

const isEncryptedAt = (file: Buffer, flagsAt: number) =>
  file.length >= flagsAt + 4 &&
  ((file.readUInt16LE(flagsAt) & ENCRYPTED_BIT) !== 0 || file.readUInt16LE(flagsAt + 2) === AES_METHOD);

/** Whether the list of files names an encrypted one. The first file alone may be a folder, which is never encrypted. */
function listsEncrypted(file: Buffer, end: number): boolean {
  let at = file.readUInt32LE(end + 16);
  if (at === IN_ZIP64) return false;
  while (at + 46 <= end && file.subarray(at, at + 4).equals(LISTED_FILE)) {
    if (isEncryptedAt(file, at + 8)) return true;
    at += 46 + file.readUInt16LE(at + 28) + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32);
  }
  return false;
}

/** Tells from its bytes what a file is. */
export function archiveKind(file: Buffer): ArchiveKind {
  if (file.length === 0) return "empty";
  const head = file.subarray(0, 4);
  if (!head.equals(LOCAL_FILE) && !head.equals(END)) return "not_a_zip";
  const tail = Math.max(0, file.length - END_BYTES - MAX_COMMENT_BYTES);
  const end = file.lastIndexOf(END);
  if (end < tail || end + END_BYTES > file.length) return "damaged_zip";
  if (file.readUInt16LE(end + 10) === 0) return "empty";
  return isEncryptedAt(file, 6) || listsEncrypted(file, end) ? "encrypted_zip" : "zip";
}
