/** Size of decompressed pieces. With Node's default of 16 KiB, the main thread handles so many pieces that an export takes twice as long. */
export const CHUNK_BYTES = 256 * 1024;

/** Compared with level 6, level 1 takes half the CPU time and produces a fifth more bytes. */
export const GZIP_LEVEL = 1;

/** The first two bytes of every gzip file (RFC 1952), 1f 8b. A file that begins with them is compressed; one that begins with 7b (`{`) is text. */
export const GZIP_MAGIC = Buffer.of(0x1f, 0x8b);

/** Whether bytes are compressed with gzip. No UTF-8 text begins with these bytes. */
export const isGzip = (bytes: Buffer): boolean => bytes.subarray(0, GZIP_MAGIC.length).equals(GZIP_MAGIC);
