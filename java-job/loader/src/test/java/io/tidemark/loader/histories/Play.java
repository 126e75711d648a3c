package io.tidemark.loader.histories;

import io.tidemark.loader.histories.Loader.BeforeStatement;
import io.tidemark.loader.histories.Stage.Ledger;
import io.tidemark.loader.histories.Step.Command;
import io.tidemark.loader.histories.Step.Command.Kind;
import io.tidemark.loader.histories.Tally.Event;
import io.tidemark.loader.model.ExitCode;
import io.tidemark.loader.model.LoadException;
import io.tidemark.loader.model.LoadedHour;
import io.tidemark.loader.model.PipelineResult;
import io.tidemark.loader.model.Verified;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import org.postgresql.PGConnection;

/**
 * Plays one history. After every command the table must hold what the changes of the objects in the ledger, done one by
 * one, leave, and a command may fail only for a reason that the history gave it. In the end every object is loaded.
 */
final class Play {

    private static final String CLASH = "two living rows with the same unique value";
    private static final String RELOADED = "the table was reloaded at the source";

    private final Stage stage;
    private final History history;
    private final Tally tally;
    private final Uploads uploads;

    private Play(Stage stage, History history, Tally tally) {
        this.stage = stage;
        this.history = history;
        this.tally = tally;
        this.uploads = new Uploads(stage, history);
    }

    /** What went wrong, if something did. */
    static Optional<String> failure(Stage stage, History history, Tally tally) {
        return failure(stage, history, tally, "");
    }

    /** The same on a table to which something was done first; {@code TABLE} stands for its name. */
    static Optional<String> failure(Stage stage, History history, Tally tally, String done) {
        Play play = new Play(stage, history, tally);
        stage.set(history);
        stage.sql(done);
        try {
            play.run();
            return Optional.empty();
        } catch (Mismatch e) {
            return Optional.of(String.valueOf(e.getMessage()));
        } finally {
            play.uploads.clear();
            stage.clear(history);
        }
    }

    private static final class Mismatch extends RuntimeException {
        Mismatch(String message, RuntimeException cause) {
            super(message, cause);
        }

        Mismatch(String message) {
            super(message);
        }
    }

    private void run() {
        for (Step step : history.steps()) {
            if (step instanceof Step.Upload upload) {
                uploads.add(upload.file());
                tally.add(Event.CHANGES, upload.file().changes().size());
            } else {
                command(step);
                compare(step.toString(), false);
            }
        }
        tally.add(Event.NEW_COLUMNS, history.newColumn() ? 1 : 0);
        tally.played(history.modes());
        finish();
        compare("the end", true);
        // Not each time, to save time; and no file says anything of rows from before the first one.
        if (history.before().isEmpty() && history.steps().size() % 5 == 0) {
            verify();
        }
        List<String> before = stage.content();
        // One hour, another in each history: all of them would take as long as everything before.
        plain(new Command(Kind.REAPPLY, history.steps().size() % history.hours()));
        plain(fullLoad());
        if (!stage.content().equals(before)) {
            throw new Mismatch("a replay of an hour changed " + before + " to " + stage.content());
        }
    }

    /** The files make the table that is there, and a repair makes it again of one that was damaged. */
    private void verify() {
        List<String> before = stage.content();
        Verified found = stage.verify(false);
        if (!found.gone().isEmpty()) {
            return;
        }
        if (!found.right()) {
            throw new Mismatch("verify finds " + found + " in " + before);
        }
        tally.add(Event.VERIFIED, 1);
        int damaged = stage.damage();
        if (stage.verify(false).differences() != damaged) {
            throw new Mismatch("verify finds not " + damaged + " damaged rows but " + stage.verify(false));
        }
        if (damaged > 0) {
            stage.verify(true);
            tally.add(Event.REPAIRED, 1);
        }
        if (!stage.content().equals(before)) {
            throw new Mismatch("a repair made " + stage.content() + " of " + before);
        }
    }

    private void command(Step step) {
        if (step instanceof Step.Run run) {
            plain(run.command());
        } else if (step instanceof Step.Crash crash) {
            crash(crash);
        } else if (step instanceof Step.Meanwhile meanwhile) {
            meanwhile(meanwhile);
        } else if (step instanceof Step.AtOnce both) {
            atOnce(both);
        }
    }

    /** With one retry: PostgreSQL's own vacuum may hold a lock for longer than these loads wait. */
    private void plain(Command command) {
        Optional<RuntimeException> failure = start(command, BeforeStatement.NOTHING);
        if (failure.map(LoadException::exitCodeOf).equals(Optional.of(ExitCode.FENCED_OUT))) {
            failure = start(command, BeforeStatement.NOTHING);
        }
        judge(command, failure, EnumSet.noneOf(ExitCode.class));
        if (command.kind() == Kind.RELOAD && failure.isEmpty()) {
            Ledger ledger = stage.ledger();
            if (ledger.generation() == 0 || !uploads.loadFilesAreLoaded(ledger)) {
                throw new Mismatch("a reload went well, and " + ledger + " is not what the LOAD files make");
            }
        }
    }

    private Optional<RuntimeException> start(Command command, BeforeStatement before) {
        return start(stage.loader(), command, before);
    }

    private Optional<RuntimeException> startOther(Command command) {
        return start(stage.otherLoader(), command, BeforeStatement.NOTHING);
    }

    private Optional<RuntimeException> start(Loader loader, Command command, BeforeStatement before) {
        tally.add(Event.COMMANDS, 1);
        PipelineResult result = loader.run(stage.pipeline(), command, before);
        for (LoadedHour loaded : result.hours()) {
            loaded.strategy().ifPresent(chosen -> tally.add(Event.of(chosen.strategy()), 1));
            tally.add(Event.RELOADS, command.kind() == Kind.RELOAD && loaded.fresh() ? 1 : 0);
        }
        return result.failure();
    }

    private void crash(Step.Crash crash) {
        Optional<RuntimeException> failure = start(crash.command(), (number, session) -> {
            if (number == crash.statement()) {
                stage.terminate(backend(session));
            }
        });
        tally.add(Event.CRASHES, failure.isPresent() ? 1 : 0);
        judge(crash.command(), failure, EnumSet.of(ExitCode.ENVIRONMENT));
    }

    private static int backend(java.sql.Connection session) {
        try {
            return session.unwrap(PGConnection.class).getBackendPID();
        } catch (SQLException e) {
            throw new IllegalStateException("no session of PostgreSQL", e);
        }
    }

    private void meanwhile(Step.Meanwhile step) {
        Optional<RuntimeException> failure = start(step.command(), (number, session) -> {
            if (number == step.statement()) {
                tally.add(Event.MEANWHILE, 1);
                judge(step.other(), startOther(step.other()), EnumSet.of(ExitCode.FENCED_OUT));
            }
        });
        judge(step.command(), failure, EnumSet.of(ExitCode.FENCED_OUT));
    }

    private void atOnce(Step.AtOnce step) {
        CompletableFuture<Optional<RuntimeException>> other =
                CompletableFuture.supplyAsync(() -> startOther(step.other()));
        Optional<RuntimeException> failure = start(step.one(), BeforeStatement.NOTHING);
        // What the other one had committed when this one met a clash is not known afterwards.
        Set<ExitCode> allowed = history.modes().unique()
                ? EnumSet.of(ExitCode.FENCED_OUT, ExitCode.DATA_REFUSED)
                : EnumSet.of(ExitCode.FENCED_OUT);
        judge(step.other(), other.join(), allowed);
        judge(step.one(), failure, allowed);
    }

    /** A failure must be one of those allowed, or one that the history explains. */
    private void judge(Command command, Optional<RuntimeException> failure, Set<ExitCode> allowed) {
        if (failure.isEmpty()) {
            return;
        }
        ExitCode code = LoadException.exitCodeOf(failure.get());
        String message = String.valueOf(failure.get().getMessage());
        boolean clash = code == ExitCode.DATA_REFUSED && message.contains(CLASH);
        tally.add(Event.CLASHES, clash ? 1 : 0);
        tally.add(Event.FENCED_OUT, code == ExitCode.FENCED_OUT ? 1 : 0);
        boolean noLoadFile = code == ExitCode.NOT_READY && !command.isOfHour() && !uploads.hasLoadFiles();
        boolean needsReload = command.kind() == Kind.FULL_LOAD && message.contains(RELOADED) && uploads.reloaded();
        tally.add(Event.RELOADS_DEMANDED, needsReload ? 1 : 0);
        if (!allowed.contains(code) && !noLoadFile && !needsReload && !(clash && uploads.mayClash(stage.ledger()))) {
            throw new Mismatch(command + " failed with " + code + ": " + message, failure.get());
        }
    }

    private void compare(String when, boolean complete) {
        Ledger ledger = stage.ledger();
        uploads.impossible(ledger).findFirst().ifPresent(problem -> {
            throw new Mismatch("after " + when + ": " + problem);
        });
        List<String> columns = history.comparedColumns().stream()
                .filter(column -> complete || !history.modes().keepDoc() || !column.equals(Change.DOC))
                .toList();
        SortedMap<Integer, SortedMap<String, String>> expected = Replay.only(columns, uploads.rows(ledger));
        SortedMap<Integer, SortedMap<String, String>> found = Replay.only(columns, stage.rows());
        if (!found.equals(expected)) {
            throw new Mismatch("after " + when + " the table has\n  " + found + "\nand the changes of the "
                    + ledger.counting().size() + " loaded objects, one by one, make\n  " + expected);
        }
    }

    /** Loads what is left, until nothing is; where only clashes are left, without the unique index for a while. */
    private void finish() {
        if (loadsTheRest()) {
            return;
        }
        if (!history.modes().unique()) {
            throw new Mismatch("these objects are never loaded: " + uploads.left(stage.ledger()));
        }
        tally.add(Event.STUCK, 1);
        stage.dropUnique();
        boolean all = loadsTheRest();
        boolean unique = stage.createUnique();
        if (!all || !unique) {
            stage.drop();
            throw new Mismatch("without the unique index "
                    + (all ? "two living rows end with one badge" : "some objects are never loaded"));
        }
    }

    /** Loads all hours, oldest first, for as long as that loads anything. */
    private boolean loadsTheRest() {
        Ledger before = null;
        for (Ledger now = stage.ledger(); !now.equals(before) && !uploads.areLoaded(now); now = stage.ledger()) {
            before = now;
            plain(fullLoad());
            for (int hour = 0; hour < history.hours(); hour++) {
                plain(new Command(Kind.LOAD, hour));
            }
        }
        return uploads.areLoaded(stage.ledger());
    }

    /** The command that loads the LOAD files that are there. */
    private Command fullLoad() {
        return Command.of(uploads.reloaded() ? Kind.RELOAD : Kind.FULL_LOAD);
    }
}
