package io.tidemark.loader.histories;

/** What happens next. */
sealed interface Step {

    /** A command of the loader. */
    record Command(Kind kind, int hour) {

        enum Kind {
            LOAD,
            REAPPLY,
            FULL_LOAD
        }

        @Override
        public String toString() {
            return kind == Kind.FULL_LOAD ? "full-load" : (kind == Kind.LOAD ? "load " : "reapply ") + hour;
        }
    }

    /** An object comes. */
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
