package io.tidemark.loader.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.loader.load.Mirror.Outcome;
import io.tidemark.sandbox.ParquetFixture;
import org.junit.jupiter.api.Test;

/** Rule 1 for files without a change sequence: commit time, then the time in the file's name, then row number. */
class CommitTimeOrderTest {

    private static final String HOUR = "2024-05-01T13:00Z";
    private static final String TYPES = "message t { required binary dms_commit_ts (STRING);"
            + " optional binary Op (STRING); optional int64 id; optional binary name (STRING); }";

    @Test
    void commitTimesDecideToTheMicrosecond() {
        Mirror mirror = mirror().put("20240501-130200000.parquet", file("U 12:59:59.129999 older", "D 12:59:59.999999"))
                .put("20240501-130100000.parquet", file("U 13:00:00.000000 newest", "U 12:59:59.130000 middle"));

        Outcome loaded = mirror.must("load", "--hour", HOUR);

        assertThat(loaded.count("superseded")).isEqualTo(3);
        assertThat(name(mirror)).isEqualTo("newest");
    }

    @Test
    void laterRowWinsWithinATransaction() {
        Mirror mirror = mirror().put(
                        "20240501-130100000.parquet", file("I 13:00:00.5 first", "D 13:00:00.5", "I 13:00:00.5 last"));

        mirror.must("load", "--hour", HOUR);

        assertThat(name(mirror)).isEqualTo("last");
    }

    @Test
    void laterFileWinsWithinATransaction() {
        Mirror mirror = mirror().put("20240501-130100001.parquet", file("I 13:00:00.5 second file"))
                .put("20240501-130100000.parquet", file("I 13:00:00.5 first file", "U 13:00:00.5 first file again"));

        mirror.must("load", "--hour", HOUR);

        assertThat(name(mirror)).isEqualTo("second file");
    }

    @Test
    void hoursMayComeInAnyOrderAndAgain() {
        Mirror mirror = mirror().put("20240501-130100000.parquet", file("I 13:00:00.5 older"))
                .put("20240501-140100000.parquet", file("U 14:00:00 newer"))
                .put("20240501-150100000.parquet", file("D 15:00:00"));

        mirror.must("load", "--hour", "2024-05-01T14:00Z");
        assertThat(mirror.must("load", "--hour", HOUR).count("stale")).isEqualTo(1);
        assertThat(name(mirror)).isEqualTo("newer");

        mirror.must("load", "--hour", "2024-05-01T15:00Z");
        Outcome again = mirror.must("load", "--from", HOUR, "--to", "2024-05-01T16:00Z", "--reapply");

        assertThat(again.count("stale")).isEqualTo(3);
        assertThat(name(mirror)).isEqualTo("none");
    }

    @Test
    void filesWithAndWithoutTheSequenceCompareByCommitTime() {
        Mirror mirror = mirror().put("20240501-130100000.parquet", file("U 13:00:00.000000 without"))
                .put(
                        "20240501-130200000.parquet",
                        ParquetFixture.of(TYPES.replace("}", "optional binary dms_change_seq (STRING); }"))
                                .row(
                                        "2024-05-01 12:59:59.990000",
                                        "U",
                                        1L,
                                        "with",
                                        "20240501125959990000000000000000077")
                                .row(
                                        "2024-05-01 13:00:00.010000",
                                        "U",
                                        2L,
                                        "with",
                                        "20240501130000010000000000000000078")
                                .bytes());

        mirror.must("load", "--hour", HOUR);

        assertThat(name(mirror)).isEqualTo("without");
        assertThat(mirror.value("select count(*) from public.t where octet_length(_cdc_position) = 24"))
                .isEqualTo("1");
    }

    private static Mirror mirror() {
        Mirror mirror = Mirror.of("public.t", "id")
                .with("source.layout = flat", "load.lookback = 0s")
                .sql("create table public.t (id bigint primary key, name text)");
        mirror.must("init");
        return mirror;
    }

    /** Changes of the row with id 1, each written as operation, time and name. */
    private static byte[] file(String... changes) {
        ParquetFixture file = ParquetFixture.of(TYPES);
        for (String change : changes) {
            String[] words = change.split(" ", 3);
            file.row("2024-05-01 " + words[1], words[0], 1L, words.length < 3 ? null : words[2]);
        }
        return file.bytes();
    }

    private static String name(Mirror mirror) {
        return mirror.value("select coalesce((select name from public.t where id = 1), 'none')");
    }
}
