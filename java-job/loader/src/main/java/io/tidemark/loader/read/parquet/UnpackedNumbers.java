package io.tidemark.loader.read.parquet;

/** Small numbers that are not as long as bytes, such as booleans. */
final class UnpackedNumbers extends PageValues {

    private final int[] numbers;
    private int at;

    UnpackedNumbers(int[] numbers) {
        this.numbers = numbers;
    }

    @Override
    long number() {
        return numbers[at];
    }

    @Override
    void skip(int count) {
        at += count;
    }
}
