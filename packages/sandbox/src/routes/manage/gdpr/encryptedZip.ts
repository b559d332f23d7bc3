/** Encrypted zip archives, which fflate cannot write. */
import { createCipheriv, createHash, createHmac, pbkdf2Sync } from "node:crypto";
import { zipSync } from "fflate";

/** ZipCrypto is the encryption of the zip format itself, AES that of WinZip, with 256 bits. */
export type ZipEncryption = "zipCrypto" | "aes";

const AES_METHOD = 99;
/** Version 2, "AE", 256 bits, stored: https://www.winzip.com/en/support/aes-encryption/ */
const AES_EXTRA = { 39169: Uint8Array.of(2, 0, 0x41, 0x45, 3, 0, 0) };

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

const crcStep = (crc: number, byte: number) => ((CRC_TABLE[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8)) >>> 0;

function crcOf(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = crcStep(crc, byte);
  return ~crc >>> 0;
}

/** Salts come from the name, so that the same archive has the same bytes. */
function salt(name: string, length: number): Buffer {
  return createHash("sha256").update(name).digest().subarray(0, length);
}

/** Section 6.1 of https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT: a header of 12 bytes, then the content. */
function withZipCrypto(plain: Uint8Array, password: string, name: string, crc: number): Buffer {
  let [key0, key1, key2] = [0x12345678, 0x23456789, 0x34567890];
  const mix = (byte: number) => {
    key0 = crcStep(key0, byte);
    key1 = (Math.imul(key1 + (key0 & 0xff), 134775813) + 1) >>> 0;
    key2 = crcStep(key2, key1 >>> 24);
  };
  for (const byte of Buffer.from(password)) mix(byte);
  // The last byte of the header tells readers whether the password is right.
  const content = Buffer.concat([salt(name, 11), Buffer.of(crc >>> 24), plain]);
  for (const [at, byte] of content.entries()) {
    const seed = (key2 | 2) & 0xffff;
    content[at] = byte ^ ((Math.imul(seed, seed ^ 1) >>> 8) & 0xff);
    mix(byte);
  }
  return content;
}

/** Salt, a check of the password, the content, and a code that authenticates it. The counter of CTR is little-endian. */
function withAes(plain: Uint8Array, password: string, name: string): Buffer {
  const nonce = salt(name, 16);
  const keys = pbkdf2Sync(password, nonce, 1000, 66, "sha1");
  const counters = Buffer.alloc(Math.ceil(plain.length / 16) * 16);
  for (let block = 0; block * 16 < counters.length; block++) counters.writeUInt32LE(block + 1, block * 16);
  const stream = createCipheriv("aes-256-ecb", keys.subarray(0, 32), null).setAutoPadding(false).update(counters);
  const encrypted = Buffer.from(plain.map((byte, at) => byte ^ (stream[at] ?? 0)));
  const code = createHmac("sha1", keys.subarray(32, 64)).update(encrypted).digest().subarray(0, 10);
  return Buffer.concat([nonce, keys.subarray(64), encrypted, code]);
}

/** A zip whose entries are stored and encrypted with a password. */
export function encryptedZip(files: Record<string, Uint8Array>, password: string, encryption: ZipEncryption): Buffer {
  const isAes = encryption === "aes";
  const entries = Object.entries(files).map(([name, plain]) => {
    const crc = crcOf(plain);
    const sealed = isAes ? withAes(plain, password, name) : withZipCrypto(plain, password, name, crc);
    // AES has a code of its own instead of the CRC, which would tell about the content.
    return { name, sealed, size: plain.length, crc: isAes ? 0 : crc };
  });
  const options = { level: 0, ...(isAes ? { extra: AES_EXTRA } : {}) } as const;
  const zip = Buffer.from(zipSync(Object.fromEntries(entries.map(({ name, sealed }) => [name, [sealed, options]]))));

  let central = zip.readUInt32LE(zip.length - 6);
  for (const { size, crc } of entries) {
    const local = zip.readUInt32LE(central + 42);
    // Both headers have the same fields; those of the central directory start two bytes later.
    for (const header of [local, central + 2]) {
      zip.writeUInt16LE(zip.readUInt16LE(header + 6) | 1, header + 6);
      if (isAes) zip.writeUInt16LE(AES_METHOD, header + 8);
      zip.writeUInt32LE(crc, header + 14);
      zip.writeUInt32LE(size, header + 22);
    }
    const [name, extra, comment] = [28, 30, 32].map((at) => zip.readUInt16LE(central + at));
    central += 46 + (name ?? 0) + (extra ?? 0) + (comment ?? 0);
  }
  return zip;
}
