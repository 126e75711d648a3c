package io.tidemark.sandbox;

import io.tidemark.sandbox.DmsChange.Operation;
import java.util.BitSet;
import java.util.SplittableRandom;

/** Which rows an hour of {@code scripts/bench} changes, and how. */
enum BenchMix {
    /**
     * Of ten changes six are updates, three inserts, one a delete. Of 1,000,000 changes about 590,000 keys remain. Half of
     * the deletes are of rows that were there, some of rows that came in the same hour, some of rows that never were.
     */
    MIXED {
        @Override
        void choose(BenchKeys keys, SplittableRandom random) {
            int rows = keys.rows();
            int touched = Math.max(1, (int) Math.min(rows, TOUCHED_ROWS * keys.changes()));
            double stride = rows / (double) touched;
            BitSet gone = new BitSet();
            long inserted = 0;
            for (int change = 0; change < keys.changes(); change++) {
                long old = 1 + (long) (random.nextInt(touched) * stride);
                long recent = rows + 1 + (long) (random.nextDouble() * inserted);
                int kind = change % 10;
                if (kind % 3 == 0 && kind < 9) {
                    keys.choose(change, Operation.INSERT, rows + ++inserted);
                } else if (kind == 5) {
                    int which = random.nextInt(10);
                    long never = 2L * (rows + keys.changes()) + change;
                    long number = which < 5 ? old : which < 8 ? recent : never;
                    keys.choose(change, Operation.DELETE, number);
                    gone.set(Math.toIntExact(number));
                } else {
                    int number = Math.toIntExact(random.nextInt(20) < 17 ? old : recent);
                    keys.choose(change, Operation.UPDATE, gone.get(number) ? recent : number);
                }
            }
        }
    },

    /** Each change brings a new row. */
    INSERTS {
        @Override
        void choose(BenchKeys keys, SplittableRandom random) {
            for (int change = 0; change < keys.changes(); change++) {
                keys.choose(change, Operation.INSERT, keys.rows() + 1L + change);
            }
        }
    },

    /** Each change removes another row, spread over the table; where it has too few, rows that never were. */
    DELETES {
        @Override
        void choose(BenchKeys keys, SplittableRandom random) {
            double stride = Math.max(1, keys.rows() / (double) keys.changes());
            for (int change = 0; change < keys.changes(); change++) {
                long shuffled = change * LARGE_PRIME % keys.changes();
                keys.choose(change, Operation.DELETE, 1 + (long) (shuffled * stride));
            }
        }
    },

    /** A hundred changes of each key, spread over the table: updates, and deletes whose next change is an insert. */
    HOT {
        @Override
        void choose(BenchKeys keys, SplittableRandom random) {
            int hot = Math.max(1, keys.changes() / CHANGES_OF_A_HOT_KEY);
            double stride = Math.max(1, keys.rows() / (double) hot);
            BitSet gone = new BitSet();
            for (int change = 0; change < keys.changes(); change++) {
                int number = 1 + (int) (random.nextInt(hot) * stride);
                boolean lives = number <= keys.rows() ^ gone.get(number);
                if (!lives) {
                    keys.choose(change, Operation.INSERT, number);
                    gone.flip(number);
                } else if (random.nextInt(50) == 0) {
                    keys.choose(change, Operation.DELETE, number);
                    gone.flip(number);
                } else {
                    keys.choose(change, Operation.UPDATE, number);
                }
            }
        }
    };

    private static final double TOUCHED_ROWS = 0.35; // of as many rows as there are changes
    private static final int CHANGES_OF_A_HOT_KEY = 100;
    private static final long LARGE_PRIME = 2_147_483_647; // shares no factor with a number of changes

    /** Chooses operation and row of every change. */
    abstract void choose(BenchKeys keys, SplittableRandom random);
}
