package io.tidemark.loader.load;

import io.tidemark.loader.discover.Discovery;
import io.tidemark.loader.ledger.StateSchema;
import io.tidemark.loader.merge.TargetCatalog;
import io.tidemark.loader.merge.TargetPreparation;
import io.tidemark.loader.model.ConfigurationException;
import io.tidemark.loader.model.Pipeline;
import io.tidemark.loader.model.SourceObject;
import io.tidemark.loader.model.TableName;
import io.tidemark.loader.model.TargetTable;
import io.tidemark.loader.read.ChangeColumns;
import io.tidemark.loader.read.ChangeReader;
import io.tidemark.loader.read.FileColumn;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Prepares the target database for a pipeline: everything or nothing, and as often as one likes. */
public final class Initialisation {

    private static final Logger LOG = LoggerFactory.getLogger(Initialisation.class);

    private final Stores stores;
    private final Pipeline pipeline;

    public Initialisation(Stores stores, Pipeline pipeline) {
        this.stores = stores;
        this.pipeline = pipeline;
    }

    /**
     * Creates what is missing.
     *
     * @param createTarget whether to create a missing target table from the files' schema
     * @param types types of columns of such a table that are known better than the files tell
     */
    public void run(boolean createTarget, Map<String, String> types) {
        TransactionRetry.run(
                "init of pipeline " + pipeline.name(),
                () -> stores.target().inTransaction(handle -> {
                    TargetServer.requireSupported(handle);
                    TargetServer.lockForInit(handle, stores.state());
                    StateSchema.create(handle, stores.state());
                    prepare(handle, createTarget, types);
                    return true;
                }));
    }

    private void prepare(Handle handle, boolean createTarget, Map<String, String> types) {
        TableName name = pipeline.target().table();
        if (createTarget && TargetCatalog.find(handle, pipeline.target()).isEmpty()) {
            create(handle, types);
        }
        TargetTable table = Targets.existing(handle, pipeline);
        if (!TargetCatalog.hasUniqueKey(handle, table)) {
            throw new ConfigurationException("target table " + name + " has no primary key or unique index on exactly "
                    + pipeline.target().key() + ", without which a key could have two rows; create one, or correct"
                    + " target.key");
        }
        boolean soft = pipeline.target().deletes() == Pipeline.Deletes.SOFT;
        TargetPreparation.addOwnColumns(handle, table, soft);
        TargetPreparation.createTombstones(handle, table, stores.state(), pipeline.name());
        LOG.info("pipeline={} target={} prepared", pipeline.name(), name);
    }

    private void create(Handle handle, Map<String, String> types) {
        SourceObject object = firstObject();
        ChangeReader reader = Formats.open(pipeline, stores.source().open(object));
        ChangeColumns roles = ChangeColumns.of(object, reader.columns(), pipeline);
        List<FileColumn> data = reader.columns().stream()
                .filter(column -> roles.data().contains(column.name()))
                .toList();
        requireKnown(types, data);
        LOG.info(
                "pipeline={} creating target={} from {}; types of text columns are inferred from values, --column"
                        + " NAME=TYPE sets them",
                pipeline.name(),
                pipeline.target().table(),
                object.uri());
        Map<String, List<String>> samples = samples(reader, roles, data);
        Map<String, String> columns = new LinkedHashMap<>();
        for (FileColumn column : data) {
            if (!types.containsKey(column.name())) {
                UndeclaredColumns.requireDeclared(column);
            }
            List<String> values = samples.get(column.name());
            String inferred = values == null
                    ? column.sqlType()
                    : TypeInference.typeOf(handle, pipeline.source().format(), values);
            String type = types.getOrDefault(column.name(), inferred);
            columns.put(column.name(), type);
            LOG.info("column={} file-type={} type={}", column.name(), column.fileType(), type);
        }
        TargetPreparation.createTable(handle, pipeline.target().table(), columns, roles.key());
    }

    private static Map<String, List<String>> samples(
            ChangeReader reader, ChangeColumns roles, List<FileColumn> columns) {
        List<String> names = columns.stream()
                .filter(column -> column.isDeclared() && column.sqlType().equals("text"))
                .map(FileColumn::name)
                .toList();
        List<List<String>> values = TextSample.of(reader, roles, names);
        Map<String, List<String>> samples = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            samples.put(names.get(i), values.get(i));
        }
        return samples;
    }

    private static void requireKnown(Map<String, String> types, List<FileColumn> columns) {
        List<String> names = columns.stream().map(FileColumn::name).toList();
        for (String name : types.keySet()) {
            if (!names.contains(name)) {
                throw new ConfigurationException("--column " + name + ": no such column; the files have " + names);
            }
        }
    }

    /** A LOAD file if there is one, else the oldest change file. */
    private SourceObject firstObject() {
        Discovery discovery = new Discovery(stores.source());
        return discovery.fullLoadFiles(pipeline.source()).stream()
                .findFirst()
                .or(() -> discovery.firstChangeFile(pipeline.source()))
                .orElseThrow(() -> new ConfigurationException("no object to take the columns of "
                        + pipeline.target().table() + " from at s3://"
                        + pipeline.source().bucket() + "/"
                        + pipeline.source().prefix() + "; check source.bucket, source.prefix and source.layout"));
    }
}
