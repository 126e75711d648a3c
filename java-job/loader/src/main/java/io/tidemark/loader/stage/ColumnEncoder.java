package io.tidemark.loader.stage;

import io.tidemark.loader.model.TargetColumn;
import io.tidemark.loader.model.ValueRefusedException;
import io.tidemark.loader.model.ValueRefusedException.Cure;
import io.tidemark.loader.model.ValueSink;
import java.math.BigInteger;
import java.nio.ByteBuffer;

/**
 * Writes the values of one target column as fields of binary COPY. The wire formats are those of the type's receive
 * function in PostgreSQL ({@code numeric_recv}, {@code timestamp_recv} and so on). What a subclass does not take is
 * refused, never guessed. Belongs to one thread.
 */
abstract class ColumnEncoder implements ValueSink {

    final CopyBuffer out;
    private final TargetColumn column;
    private boolean kept;
    private boolean logged = true;

    ColumnEncoder(TargetColumn column, CopyBuffer out) {
        this.column = column;
        this.out = out;
    }

    /** From now on values that were not logged become NULL and are noted. */
    final void keep() {
        kept = true;
    }

    /** Whether the values since the last call were logged. */
    final boolean takeLogged() {
        boolean answer = logged;
        logged = true;
        return answer;
    }

    /** What is said of a value that this column cannot take: no content, since messages end in logs. */
    final ValueRefusedException refused(String found) {
        return refused(found, Cure.NONE);
    }

    /** The same of a value that the type would take with a higher limit, such as the length of {@code varchar(20)}. */
    final ValueRefusedException overLimit(String found) {
        return refused(found, Cure.HIGHER_LIMIT);
    }

    /** The same of a value that another type would take. */
    final ValueRefusedException tooNarrow(String found) {
        return refused(found, Cure.WIDER_TYPE);
    }

    private ValueRefusedException refused(String found, Cure cure) {
        return new ValueRefusedException(said(found), cure);
    }

    final String said(String found) {
        return found + "; expected a value of type " + column.type().sql();
    }

    @Override
    public void ofNull() {
        out.putNull();
    }

    @Override
    public void ofUnavailable() {
        if (kept) {
            logged = false;
            out.putNull();
            return;
        }
        throw new ValueRefusedException("a value that was not logged; expected a value of type "
                + column.type().sql() + ", or the column among target.keep-when-null");
    }

    @Override
    public void ofBoolean(boolean value) {
        throw refused("a boolean");
    }

    @Override
    public void ofInteger(long value) {
        throw refused("an integer");
    }

    @Override
    public void ofFloat(float value) {
        throw refused("a float");
    }

    @Override
    public void ofDouble(double value) {
        throw refused("a double");
    }

    @Override
    public void ofDecimal(long unscaled, int scale) {
        throw refused("a decimal");
    }

    @Override
    public void ofDecimal(BigInteger unscaled, int scale) {
        throw refused("a decimal");
    }

    @Override
    public void ofDate(int epochDay) {
        throw refused("a date");
    }

    @Override
    public void ofTime(long microseconds) {
        throw refused("a time of day");
    }

    @Override
    public void ofTimestamp(long epochMicroseconds) {
        throw refused("a timestamp");
    }

    @Override
    public void ofText(ByteBuffer utf8) {
        throw refused("a text");
    }

    @Override
    public void ofBytes(ByteBuffer bytes) {
        throw refused("bytes");
    }
}
