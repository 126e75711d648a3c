package io.tidemark.loader.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.avro.NameValidator;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class CompatibilityTest {

    /** It is a setting of the thread, by which the readers of the next object go. */
    @Test
    void namesAreCheckedAfterAComparisonAsTheyWereBefore() {
        NameValidator before = Schema.getNameValidator();

        String schema = schema("a name", "\"long\"");
        assertThat(Compatibility.of(schema, schema)).isEqualTo(Compatibility.FULL);

        assertThat(Schema.getNameValidator()).isSameAs(before);
    }

    @Test
    void columnThatMayBeNullNowReadsWhatWasWritten() {
        String time = "{\"type\": \"long\", \"logicalType\": \"timestamp-micros\"}";

        assertThat(Compatibility.of(schema("a", "[\"null\", " + time + "]"), schema("a", time)))
                .isEqualTo(Compatibility.BACKWARD);
    }

    private static String schema(String name, String type) {
        return "{\"type\": \"record\", \"name\": \"t\", \"fields\": [{\"name\": \"" + name + "\", \"type\": " + type
                + "}]}";
    }
}
