/* The numbers of the zip format. Source: PKWARE's APPNOTE.TXT 6.3.10. */

export const LOCAL_HEADER = 0x04034b50;
export const CENTRAL_ENTRY = 0x02014b50;
export const DATA_DESCRIPTOR = 0x08074b50;
export const END_OF_DIRECTORY = 0x06054b50;
export const ZIP64_END_OF_DIRECTORY = 0x06064b50;
export const ZIP64_LOCATOR = 0x07064b50;

export const LOCAL_HEADER_BYTES = 30;
export const CENTRAL_ENTRY_BYTES = 46;
export const END_BYTES = 22;
export const ZIP64_END_BYTES = 56;
export const LOCATOR_BYTES = 20;
/** With its signature, for sizes of 32 and of 64 bits. */
export const DESCRIPTOR_BYTES = 16;
export const LARGE_DESCRIPTOR_BYTES = 24;

/** A 32-bit field with this value refers to a 64-bit one elsewhere. */
export const UINT32_MAX = 0xffffffff;

export const FLAG_ENCRYPTED = 1;
export const FLAG_DATA_DESCRIPTOR = 8;
export const FLAG_UTF8 = 0x800;

export const STORED = 0;
export const DEFLATED = 8;

/** The kind of the extra field with 64-bit sizes. */
export const ZIP64_EXTRA = 1;
