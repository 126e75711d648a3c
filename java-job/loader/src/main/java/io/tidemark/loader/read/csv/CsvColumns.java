package io.tidemark.loader.read.csv;

import io.tidemark.loader.model.DataRefusedException;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.SourceObject;
import io.tidemark.loader.read.ChangeColumns;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Names the columns of a CSV object: by its header, or by {@code source.columns}, of which an object may lack only what its
 * first row shows to be missing. Nothing of that row is said, since it may be data.
 *
 * <ul>
 *   <li>The before images at the end, which only newer files have, if the position column stands right before them: ending
 *       the row with a change sequence shows that no other column is missing.
 *   <li>The operation of a LOAD file ({@code IncludeOpForFullLoad=false}): its first field is then the time.
 * </ul>
 */
final class CsvColumns {

    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?");
    private static final Pattern SEQUENCE = Pattern.compile("\\d{35}");

    private final SourceObject object;
    private final Pipeline pipeline;
    private final List<String> row;

    private CsvColumns(SourceObject object, Pipeline pipeline, List<String> row) {
        this.object = object;
        this.pipeline = pipeline;
        this.row = row;
    }

    /** The names in the order of the file, whose first row is not empty. */
    static List<String> of(SourceObject object, Pipeline pipeline, List<String> firstRow) {
        CsvColumns columns = new CsvColumns(object, pipeline, firstRow);
        return pipeline.source().csv().header() ? columns.ofHeader() : columns.withoutHeader();
    }

    private List<String> ofHeader() {
        for (String key : pipeline.target().key()) {
            if (ChangeColumns.find(row, key).isEmpty()) {
                throw refused("the first row names no column \"" + key
                        + "\", which is of the key; expected a header (source.csv.header = true)");
            }
        }
        if (new HashSet<>(row).size() != row.size() || row.contains("")) {
            throw refused("the header leaves a column without a name of its own; expected a name for each");
        }
        return row;
    }

    private List<String> withoutHeader() {
        List<String> all = pipeline.source().columns();
        if (ChangeColumns.find(all, row.get(0)).isPresent()) {
            throw refused("the first row holds names; expected a change, or source.csv.header = true");
        }
        List<List<String>> shapes = shapes(all);
        List<List<String>> fitting =
                shapes.stream().filter(shape -> shape.size() == row.size()).toList();
        if (fitting.isEmpty()) {
            String sizes = shapes.stream()
                    .map(shape -> String.valueOf(shape.size()))
                    .distinct()
                    .collect(Collectors.joining(" or "));
            throw DataRefusedException.ofRow(
                    object, 1, row.size() + " fields; expected " + sizes + " as source.columns names them");
        }
        List<List<String>> proved = fitting.stream().filter(this::fits).toList();
        if (proved.size() != 1) {
            throw DataRefusedException.ofRow(
                    object,
                    1,
                    row.size()
                            + " fields, whose values are not those of source.columns: the columns are shifted; expected"
                            + " the change sequence or nothing in \""
                            + pipeline.source().positionColumn() + "\", and a time in \""
                            + pipeline.source().timestampColumn() + "\"");
        }
        return proved.get(0);
    }

    /** The column lists that a file may have. */
    private List<List<String>> shapes(List<String> all) {
        List<List<String>> shapes = new ArrayList<>(List.of(all));
        int images = beforeImagesAtTheEnd(all);
        List<String> without = all.subList(0, all.size() - images);
        if (images > 0 && isPosition(without.get(without.size() - 1))) {
            shapes.add(without);
        }
        Optional<String> operation = ChangeColumns.find(all, pipeline.source().opColumn());
        if (object.hour() == null && operation.isPresent()) {
            for (List<String> shape : List.copyOf(shapes)) {
                shapes.add(shape.stream()
                        .filter(name -> !name.equals(operation.get()))
                        .toList());
            }
        }
        return shapes;
    }

    private int beforeImagesAtTheEnd(List<String> all) {
        String prefix = pipeline.source().beforeImagePrefix();
        int count = 0;
        while (count < all.size() - 1 && isBeforeImage(all.get(all.size() - 1 - count), all, prefix)) {
            count++;
        }
        return count;
    }

    private static boolean isBeforeImage(String name, List<String> all, String prefix) {
        return !prefix.isEmpty()
                && name.regionMatches(true, 0, prefix, 0, prefix.length())
                && ChangeColumns.find(all, name.substring(prefix.length())).isPresent();
    }

    private boolean isPosition(String name) {
        return name.equalsIgnoreCase(pipeline.source().positionColumn());
    }

    /** Whether the first row has under these names what must stand there. What every row must have is checked later. */
    private boolean fits(List<String> shape) {
        boolean complete = shape.equals(pipeline.source().columns());
        if (complete && object.hour() != null) {
            return true;
        }
        boolean positioned = ChangeColumns.find(shape, pipeline.source().positionColumn())
                .map(name -> row.get(shape.indexOf(name)))
                .filter(value -> !SEQUENCE.matcher(value).matches())
                .filter(value -> object.hour() != null || !isNull(value))
                .isEmpty();
        boolean timed = ChangeColumns.find(shape, pipeline.source().timestampColumn())
                .map(name -> row.get(shape.indexOf(name)))
                .filter(value -> !TIME.matcher(value).matches())
                .isEmpty();
        return positioned && timed;
    }

    private boolean isNull(String value) {
        return value.isEmpty() || value.equals(pipeline.source().csv().nullValue());
    }

    private DataRefusedException refused(String reason) {
        return DataRefusedException.ofObject(object, reason + ", found " + row.size() + " fields", null);
    }
}
