package io.tidemark.loader.load;

import io.tidemark.loader.model.Generation;
import io.tidemark.loader.model.ObjectContent;
import io.tidemark.loader.model.TargetColumn;
import io.tidemark.loader.read.ChangeColumns;
import io.tidemark.loader.read.ChangeReader;
import java.util.List;
import java.util.Optional;

/**
 * An object of the load, opened, with its number in the order of names, and how its columns meet those of the target:
 * {@code fileColumns.get(i)} goes into {@code targetColumns.get(i)}.
 */
record OpenObject(
        int number,
        ObjectContent content,
        ChangeReader reader,
        ChangeColumns roles,
        List<String> fileColumns,
        List<TargetColumn> targetColumns) {

    OpenObject {
        fileColumns = List.copyOf(fileColumns);
        targetColumns = List.copyOf(targetColumns);
    }

    OpenObject withNumber(int newNumber) {
        return new OpenObject(newNumber, content, reader, roles, fileColumns, targetColumns);
    }

    /** The names in the file of columns of the target that it has. */
    List<String> fileColumns(List<TargetColumn> columns) {
        return columns.stream()
                .map(column -> fileColumns.get(targetColumns.indexOf(column)))
                .toList();
    }

    /** This object, whose rows have no position of their own, with that of their generation. */
    OpenObject in(Generation generation) {
        ChangeColumns placed = roles.withFullLoad(generation.position());
        return new OpenObject(number, content, reader, placed, fileColumns, targetColumns);
    }

    Optional<String> versionId() {
        return content.versionId();
    }
}
