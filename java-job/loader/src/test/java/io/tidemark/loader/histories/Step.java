package io.tidemark.loader.histories;

/** What happens next. */
sealed interface Step {

    /** A command of the loader. */
    record Command(Kind kind, int hour) {

        /** A command on LOAD files. */
        static Command of(Kind kind) {
            return new Command(kind, 0);
        }

        boolean isOfHour() {
            return kind == Kind.LOAD || kind == Kind.REAPPLY;
        }

        enum Kind {
            LOAD,
            REAPPLY,
            FULL_LOAD,
            RELOAD
        }

        @Override
        public String toString() {
            return switch (kind) {
                case LOAD -> "load " + hour;
                case REAPPLY -> "reapply " + hour;
                case FULL_LOAD -> "full-load";
                case RELOAD -> "full-load --reload";
            };
        }
    }

    /** An object comes. LOAD files of a newer full load take the place of all older ones, which come no more. */
    record Upload(ObjectFile file) implements Step {}

    /** A command runs to its end. */
    record Run(Command command) implements Step {}

    /** The server ends the session of a command just before the command's statement of that number. */
    record Crash(Command command, int statement) implements Step {}

    /** Just before a command's statement of that number another loader runs a command to its end. */
    record Meanwhile(Command command, int statement, Command other) implements Step {}

    /** Two loaders start at once. */
    record AtOnce(Command one, Command other) implements Step {}
}
