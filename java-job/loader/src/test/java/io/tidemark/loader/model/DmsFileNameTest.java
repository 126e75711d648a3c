package io.tidemark.loader.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names as the AWS DMS User Guide and real files have them. */
class DmsFileNameTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "LOAD00000001.parquet",
                "LOAD0000000A.csv",
                "LOAD00000010.csv.gz",
                "LOADFFFFFFFF.json",
                "SEGMENT1_LOAD00000001.csv",
                "SEGMENT12_LOAD0000000F.parquet"
            })
    void filesOfAFullLoad(String name) {
        assertThat(DmsFileName.isFullLoad(name)).isTrue();
        assertThat(DmsFileName.closedAt(name)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "LOAD0000000a.csv",
                "LOAD000000001.csv",
                "LOAD0000001.csv",
                "LOAD00000001",
                "LOAD00000001.",
                "LOAD00000001.parquet.crc",
                "SEGMENT_LOAD00000001.csv",
                "_LOAD00000001.csv",
                "20240612-103127367.csv"
            })
    void otherFiles(String name) {
        assertThat(DmsFileName.isFullLoad(name)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "20240612-103127367.csv, 2024-06-12T10:31:27.367Z",
        "20141029-1134010000.csv, 2014-10-29T11:34:01Z",
        "20211123-013830913.parquet, 2021-11-23T01:38:30.913Z",
        "20240229-235959999.csv.gz, 2024-02-29T23:59:59.999Z"
    })
    void changeFilesSayWhenTheyWereClosed(String name, String time) {
        assertThat(DmsFileName.closedAt(name)).hasToString("Optional[" + time + "]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "20240612-10312736.csv",
                "20240612-10312736700.csv",
                "20240612-103127367",
                "20240612-103127367.csv.tmp",
                "20240230-103127367.csv",
                "20240612-106127367.csv",
                "x20240612-103127367.csv"
            })
    void otherNamesSayNothing(String name) {
        assertThat(DmsFileName.closedAt(name)).isEmpty();
    }
}
