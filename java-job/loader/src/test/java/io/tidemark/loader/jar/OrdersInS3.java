package io.tidemark.loader.jar;

import io.tidemark.sandbox.DmsChange;
import io.tidemark.sandbox.DmsLayout;
import io.tidemark.sandbox.OrderRow;
import io.tidemark.sandbox.OrdersHistory;
import io.tidemark.sandbox.OrdersTable;
import io.tidemark.sandbox.SandboxPostgres;
import io.tidemark.sandbox.SandboxS3;
import io.tidemark.sandbox.TableComparison;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.core.sync.RequestBody;

/** A history of orders as files in a bucket, and a database of its own for them. */
record OrdersInS3(String bucket, String database, OrdersHistory history) {

    private static final String PREFIX = "dms/orders/";

    /** Uploads the full load and all hours, each hour in some files, the seed layout. */
    static OrdersInS3 upload(String bucket, OrdersHistory history, int filesPerHour) {
        OrdersInS3 orders = new OrdersInS3(bucket, SandboxPostgres.shared().createDatabase("orders"), history);
        orders.put(
                DmsLayout.loadFile(PREFIX, 1),
                OrdersTable.dmsFiles()
                        .load(
                                history.initialRows().stream()
                                        .map(OrderRow::values)
                                        .toList(),
                                history.hour(0).minusHours(1),
                                true));
        for (int hour = 0; hour < history.size().hours(); hour++) {
            List<DmsChange> changes = history.changes(hour);
            for (int file = 0; file < filesPerHour; file++) {
                List<DmsChange> part = changes.subList(
                        changes.size() * file / filesPerHour, changes.size() * (file + 1) / filesPerHour);
                orders.put(
                        DmsLayout.hive().changeFile(PREFIX, history.hour(hour), file),
                        OrdersTable.dmsFiles().changes(part));
            }
        }
        return orders;
    }

    /** The same files for a further database. */
    OrdersInS3 inNewDatabase() {
        return new OrdersInS3(bucket, SandboxPostgres.shared().createDatabase("orders"), history);
    }

    private void put(String key, byte[] content) {
        SandboxS3.shared()
                .client()
                .putObject(request -> request.bucket(bucket).key(key), RequestBody.fromBytes(content));
    }

    /** What the jar needs to reach both servers; secrets only here. */
    Map<String, String> environment() {
        SandboxPostgres postgres = SandboxPostgres.shared();
        SandboxS3 s3 = SandboxS3.shared();
        return new TreeMap<>(Map.of(
                "TIDEMARK_TARGET_URL", postgres.url(database),
                "TIDEMARK_TARGET_USER", postgres.user(),
                "TIDEMARK_TARGET_PASSWORD", postgres.password(),
                "TIDEMARK_S3_ENDPOINT", s3.endpoint().toString(),
                "AWS_ACCESS_KEY_ID", s3.accessKey(),
                "AWS_SECRET_ACCESS_KEY", s3.secretKey(),
                "AWS_REGION", s3.region()));
    }

    TableComparison compare() {
        return OrdersTable.compare(SandboxPostgres.shared().jdbi(database), history.finalRows());
    }
}
