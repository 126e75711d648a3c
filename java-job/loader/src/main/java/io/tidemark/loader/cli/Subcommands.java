package io.tidemark.loader.cli;

/** Something that commands stand below. */
interface Subcommands {

    /** The root of all commands. */
    Tidemark tidemark();
}
