package io.tidemark.loader.model;

import java.util.List;

/**
 * What a load would do for an hour now.
 *
 * @param asked whether the hour was asked for; else it is one of the lookback that owes late objects
 * @param listed how many objects lie in the hour
 * @param owed those that a load would take
 * @param outcome what would become of them
 */
public record PlannedHour(boolean asked, int listed, List<SourceObject> owed, LoadedHour outcome) {

    public PlannedHour {
        owed = List.copyOf(owed);
    }
}
