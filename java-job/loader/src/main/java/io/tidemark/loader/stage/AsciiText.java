package io.tidemark.loader.stage;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Short texts that are numbers, times or words: what is not ASCII becomes U+FFFD and is then refused by the type. */
final class AsciiText {

    private AsciiText() {}

    static String of(ByteBuffer text) {
        return StandardCharsets.US_ASCII.decode(text).toString().strip();
    }
}
