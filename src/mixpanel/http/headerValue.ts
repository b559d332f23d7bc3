/** Latin-1 on one line, as HTTP requires. The HTTP client would silently drop other characters. */
export const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
