package io.tidemark.loader.load;

import io.tidemark.loader.discover.ObjectStore;
import io.tidemark.loader.model.ObjectContent;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.SourceObject;
import io.tidemark.loader.model.TargetColumn;
import io.tidemark.loader.read.ChangeColumns;
import io.tidemark.loader.read.ChangeReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Opens the objects of a load in parallel, which reads their schemas and no rows. */
final class ObjectOpening {

    private record Opened(ObjectContent content, ChangeReader reader) {

        ChangeColumns roles(Pipeline pipeline) {
            return ChangeColumns.of(reader.object(), reader.columns(), pipeline);
        }
    }

    private ObjectOpening() {}

    /** The objects in their order, numbered; what their columns need of the target is in the plan. */
    static List<OpenObject> open(ObjectStore store, Pipeline pipeline, ColumnPlan plan, List<SourceObject> listed) {
        SortedMap<String, Opened> byKey = new TreeMap<>();
        List<Handover.Producer<Opened>> producers = listed.stream()
                .map(object -> (Handover.Producer<Opened>) out -> {
                    ObjectContent content = store.open(object);
                    out.accept(new Opened(content, Formats.open(pipeline, content)));
                })
                .toList();
        Handover.run(
                pipeline.load().readers(),
                producers,
                opened -> byKey.put(opened.reader().object().key(), opened));
        byKey.values()
                .forEach(opened ->
                        plan.note(opened.reader().object(), opened.reader().columns(), opened.roles(pipeline)));
        List<OpenObject> objects = new ArrayList<>();
        for (Opened opened : byKey.values()) {
            objects.add(planned(objects.size(), opened, opened.roles(pipeline), plan));
        }
        return objects;
    }

    private static OpenObject planned(int number, Opened opened, ChangeColumns roles, ColumnPlan plan) {
        ChangeReader reader = opened.reader();
        Map<String, TargetColumn> columns = plan.match(reader.object(), reader.columns(), roles);
        UndeclaredColumns.requireEvident(reader.columns(), columns, plan.added());
        return new OpenObject(
                number, opened.content(), reader, roles, List.copyOf(columns.keySet()), List.copyOf(columns.values()));
    }
}
