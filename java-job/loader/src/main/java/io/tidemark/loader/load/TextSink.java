package io.tidemark.loader.load;

import io.tidemark.loader.model.ValueRefusedException;
import io.tidemark.loader.model.ValueSink;
import java.math.BigInteger;
import java.nio.ByteBuffer;

/** Takes the values of a column that holds text. */
abstract class TextSink implements ValueSink {

    @Override
    public void ofUnavailable() {
        ofNull();
    }

    @Override
    public void ofBoolean(boolean value) {
        throw notText();
    }

    @Override
    public void ofInteger(long value) {
        throw notText();
    }

    @Override
    public void ofFloat(float value) {
        throw notText();
    }

    @Override
    public void ofDouble(double value) {
        throw notText();
    }

    @Override
    public void ofDecimal(long unscaled, int scale) {
        throw notText();
    }

    @Override
    public void ofDecimal(BigInteger unscaled, int scale) {
        throw notText();
    }

    @Override
    public void ofDate(int epochDay) {
        throw notText();
    }

    @Override
    public void ofTime(long microseconds) {
        throw notText();
    }

    @Override
    public void ofTimestamp(long epochMicroseconds) {
        throw notText();
    }

    @Override
    public void ofBytes(ByteBuffer bytes) {
        throw notText();
    }

    private static ValueRefusedException notText() {
        return new ValueRefusedException("a value that is no text; expected text");
    }
}
