package io.tidemark.loader.stage;

import io.tidemark.loader.sql.RowSource;
import java.sql.SQLException;
import org.jdbi.v3.core.Handle;
import org.postgresql.core.BaseConnection;
import org.postgresql.jdbc.PreferQueryMode;
import org.postgresql.util.ByteConverter;
import org.postgresql.util.PGBinaryObject;
import org.postgresql.util.PGobject;

/**
 * A one-dimensional array as a parameter in binary form ({@code array_send} in PostgreSQL): its elements are the fields
 * that COPY would get, so that the same receive functions read the same bytes. Its type is "unknown": PostgreSQL takes it
 * from the cast around the parameter.
 */
final class BinaryArray extends PGobject implements PGBinaryObject {

    private static final long serialVersionUID = 1L;

    private static final int HEADER_BYTES = 5 * Integer.BYTES;

    private final transient CopyBuffer elements;

    /** An empty array that will have that many elements; {@code elementType} is an OID. */
    BinaryArray(int elementType, int count) {
        setType("unknown");
        elements = new CopyBuffer(new byte[HEADER_BYTES + count * Long.BYTES]);
        elements.putInt(1); // dimensions
        elements.putInt(1); // there may be NULLs
        elements.putInt(elementType);
        elements.putInt(count);
        elements.putInt(1); // index of the first element
    }

    /** Whether the connection sends such parameters: where it is told not to, there is no text to send instead. */
    static boolean canBeSent(Handle handle) throws SQLException {
        BaseConnection connection = handle.getConnection().unwrap(BaseConnection.class);
        return connection.binaryTransferSend(RowSource.UNKNOWN_TYPE)
                && connection.getPreferQueryMode() != PreferQueryMode.SIMPLE;
    }

    /** Adds the field that begins there in a tuple with its length, and answers where the next one begins. */
    int add(byte[] tuples, int from) {
        int length = ByteConverter.int4(tuples, from);
        int count = Integer.BYTES + Math.max(0, length); // NULL has the length -1 and no bytes
        elements.put(tuples, from, count);
        return from + count;
    }

    @Override
    public int lengthInBytes() {
        return elements.length();
    }

    @Override
    public void toBytes(byte[] bytes, int offset) {
        System.arraycopy(elements.bytes(), 0, bytes, offset, elements.length());
    }

    @Override
    public void setByteValue(byte[] value, int offset) {
        throw new UnsupportedOperationException("only sent, never received");
    }

    /** Asked for where the driver would send text, which this has none of. */
    @Override
    public String getValue() {
        throw new IllegalStateException("the connection does not send parameters in binary form");
    }
}
