package io.tidemark.loader.stage;

/**
 * Rows of one object in COPY form: {@code rows} of them, the first of which is row {@code firstRow} (from 0), in the
 * first {@code length} bytes. Whoever gets them owns the bytes.
 */
@SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
public record EncodedRows(int object, int firstRow, int rows, byte[] bytes, int length) {}
