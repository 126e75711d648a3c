package io.tidemark.sandbox.dms;

import java.util.Optional;

/**
 * Loads the tables that wait for it, one after the other, in one run of a task. A load that goes on after the task has
 * stopped is not that of a later run.
 *
 * @param own the number of the run
 */
record TableLoads(TaskWork work, FullLoad load, int own) implements Runnable {

    @Override
    public void run() {
        try {
            for (Optional<TableId> next = work.nextToLoad(own); next.isPresent(); next = work.nextToLoad(own)) {
                TableId table = next.get();
                work.loaded(own, table, load.load(table, work.started(), progress(table)));
            }
        } catch (RuntimeException e) {
            if (work.isRunning(own)) {
                work.failed(e);
            }
        }
    }

    private FullLoad.Progress progress(TableId table) {
        return new FullLoad.Progress() {
            @Override
            public void begun(long firstUnseen) {
                work.begun(own, table, firstUnseen);
            }

            @Override
            public boolean isWanted() {
                return work.isRunning(own);
            }
        };
    }
}
