package io.tidemark.loader.load;

import io.tidemark.loader.model.TargetColumn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Objects whose columns meet the same columns of the target, numbered in the order of their names. */
record ColumnSet(List<TargetColumn> columns, List<OpenObject> objects) {

    /** The sets that the objects fall into; one where the table did not change while they were written. */
    static List<ColumnSet> of(List<OpenObject> objects) {
        Map<List<TargetColumn>, List<OpenObject>> byColumns = new LinkedHashMap<>();
        for (OpenObject object : objects) {
            List<OpenObject> set = byColumns.computeIfAbsent(object.targetColumns(), columns -> new ArrayList<>());
            set.add(object.withNumber(set.size()));
        }
        return byColumns.entrySet().stream()
                .map(set -> new ColumnSet(set.getKey(), List.copyOf(set.getValue())))
                .toList();
    }
}
