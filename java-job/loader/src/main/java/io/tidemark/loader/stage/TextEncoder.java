package io.tidemark.loader.stage;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tidemark.loader.model.ColumnType.Kind;
import io.tidemark.loader.model.Pipeline.NulCharacter;
import io.tidemark.loader.model.TargetColumn;
import io.tidemark.loader.model.ValueRefusedException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.LocalTime;

/**
 * Types whose wire format is their text: {@code text}, {@code varchar}, {@code char}, enums, {@code json}, {@code xml},
 * {@code jsonb} (after a version byte), and any value of types that PostgreSQL casts from their text in the merge. Whether the text is valid for the
 * type is for PostgreSQL to say; U+0000 is looked for here since no text type can hold it.
 */
final class TextEncoder extends ColumnEncoder {

    private static final int NO_VERSION = -1;
    private static final int JSONB_VERSION = 1;
    private static final long MICROS_PER_DAY = 86_400_000_000L;

    private final NulCharacter onNul;
    private final int version;
    private final boolean stripPadding;

    /** The characters of {@code varchar(n)} and {@code char(n)}; 0 without a limit. */
    private final int mostCharacters;

    private final boolean padded;

    private TextEncoder(TargetColumn column, CopyBuffer out, NulCharacter onNul, int version, boolean stripPadding) {
        super(column, out);
        this.onNul = onNul;
        this.version = version;
        this.stripPadding = stripPadding;
        this.mostCharacters = column.type().precision();
        this.padded = column.type().kind() == Kind.PADDED_TEXT;
    }

    static TextEncoder plain(TargetColumn column, CopyBuffer out, NulCharacter onNul) {
        return new TextEncoder(column, out, onNul, NO_VERSION, false);
    }

    static TextEncoder jsonb(TargetColumn column, CopyBuffer out, NulCharacter onNul) {
        return new TextEncoder(column, out, onNul, JSONB_VERSION, false);
    }

    /** {@code char(n)} as a key: padding is no part of the value, so it must not tell keys apart. */
    static TextEncoder unpadded(TargetColumn column, CopyBuffer out, NulCharacter onNul) {
        return new TextEncoder(column, out, onNul, NO_VERSION, true);
    }

    @Override
    public void ofText(ByteBuffer utf8) {
        int place = start();
        out.put(utf8);
        finish(place);
    }

    /** Bytes that a writer did not mark as text; PostgreSQL checks that they are valid UTF-8. */
    @Override
    public void ofBytes(ByteBuffer bytes) {
        ofText(bytes);
    }

    @Override
    public void ofBoolean(boolean value) {
        ofAscii(Boolean.toString(value));
    }

    @Override
    public void ofInteger(long value) {
        ofAscii(Long.toString(value));
    }

    @Override
    public void ofDecimal(long unscaled, int scale) {
        ofAscii(BigDecimal.valueOf(unscaled, scale).toPlainString());
    }

    @Override
    public void ofDecimal(BigInteger unscaled, int scale) {
        ofAscii(new BigDecimal(unscaled, scale).toPlainString());
    }

    @Override
    public void ofDate(int epochDay) {
        ofAscii(LocalDate.ofEpochDay(epochDay).toString());
    }

    @Override
    public void ofTime(long microseconds) {
        if (microseconds < 0 || microseconds >= MICROS_PER_DAY) {
            throw refused("a time of day out of range");
        }
        ofAscii(LocalTime.ofNanoOfDay(microseconds * 1000).toString());
    }

    @Override
    public void ofTimestamp(long epochMicroseconds) {
        ofAscii(TimeText.timestamp(epochMicroseconds));
    }

    private void ofAscii(String text) {
        int place = start();
        byte[] bytes = text.getBytes(US_ASCII);
        out.put(bytes, 0, bytes.length);
        finish(place);
    }

    private int start() {
        int place = out.length();
        out.putInt(0);
        if (version != NO_VERSION) {
            out.putByte(version);
        }
        return place;
    }

    private void finish(int place) {
        int from = place + Integer.BYTES + (version == NO_VERSION ? 0 : 1);
        byte[] bytes = out.bytes();
        int end = out.length();
        for (int i = from; i < end; i++) {
            if (bytes[i] == 0) {
                end = withoutNul(bytes, i, end);
                break;
            }
        }
        while (stripPadding && end > from && bytes[end - 1] == ' ') {
            end--;
        }
        if (mostCharacters > 0 && end - from > mostCharacters) {
            requireShort(bytes, from, end);
        }
        out.truncate(end);
        out.setFieldLength(place);
    }

    /** PostgreSQL would cut spaces at the end without a word; of {@code char(n)} they are no part of the value. */
    private void requireShort(byte[] bytes, int from, int end) {
        int last = end;
        while (padded && last > from && bytes[last - 1] == ' ') {
            last--;
        }
        int characters = 0;
        for (int i = from; i < last; i++) {
            characters += (bytes[i] & 0xC0) == 0x80 ? 0 : 1; // bytes of UTF-8 that only continue a character
        }
        if (characters > mostCharacters) {
            String found = "a text of " + characters + " characters";
            throw padded ? tooNarrow(found) : overLimit(found);
        }
    }

    private int withoutNul(byte[] bytes, int first, int end) {
        if (onNul != NulCharacter.STRIP) {
            String reason =
                    said("a text with U+0000, which PostgreSQL cannot hold (target.on-nul-character = strip drops it)");
            throw onNul == NulCharacter.QUARANTINE
                    ? new ValueRefusedException(reason)
                    : ValueRefusedException.stoppingTheLoad(reason);
        }
        int kept = first;
        for (int i = first; i < end; i++) {
            if (bytes[i] != 0) {
                bytes[kept++] = bytes[i];
            }
        }
        return kept;
    }
}
