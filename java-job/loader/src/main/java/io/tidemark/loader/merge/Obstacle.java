package io.tidemark.loader.merge;

/** What keeps a relation from being a target. */
public enum Obstacle {
    NO_TABLE("is a view or another relation that holds no rows of its own", "name the table behind it"),
    RULES("has rules, with which PostgreSQL cannot merge", "drop them, or make triggers of them"),
    CHILDREN(
            "has tables that inherit from it, whose rows a merge would change as well",
            "make it a partitioned table, or name the table that is meant"),
    ROW_SECURITY(
            "has row level security that applies to the user of target.user, from whom it may hide rows",
            "make the user the owner of the table, or grant it bypassrls");

    private final String cause;
    private final String remedy;

    Obstacle(String cause, String remedy) {
        this.cause = cause;
        this.remedy = remedy;
    }

    public String cause() {
        return cause;
    }

    public String remedy() {
        return remedy;
    }
}
