package io.tidemark.sandbox;

import io.tidemark.sandbox.DmsChange.Operation;
import java.util.BitSet;

/**
 * The number of the row and the operation of each change of an hour, in the order of positions. The rows before the hour
 * have the numbers from 1 to {@code rows}. Keeps twelve bytes a change.
 */
final class BenchKeys {

    private final int rows;
    private final Operation[] operations;
    private final long[] numbers;

    BenchKeys(int rows, int changes) {
        this.rows = rows;
        this.operations = new Operation[changes];
        this.numbers = new long[changes];
    }

    int rows() {
        return rows;
    }

    int changes() {
        return numbers.length;
    }

    void choose(int change, Operation operation, long number) {
        operations[change] = operation;
        numbers[change] = number;
    }

    Operation operation(int change) {
        return operations[change];
    }

    long number(int change) {
        return numbers[change];
    }

    /** The newest change of each row. */
    BitSet newest() {
        BitSet seen = new BitSet();
        BitSet newest = new BitSet(numbers.length);
        for (int change = numbers.length - 1; change >= 0; change--) {
            int number = Math.toIntExact(numbers[change]);
            if (!seen.get(number)) {
                seen.set(number);
                newest.set(change);
            }
        }
        return newest;
    }
}
