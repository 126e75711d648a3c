package io.tidemark.sandbox;

import io.tidemark.sandbox.OrderContent.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** What {@code public.orders} is like in a case of {@code scripts/bench}. The columns of the key come first. */
enum BenchTable {
    /** The reference table as it is. */
    ORDERS,

    /** With 48 columns more. */
    WIDE {
        @Override
        String ddl() {
            return super.ddl() + BenchColumn.ddl();
        }

        @Override
        Schema schema() {
            return with(super.schema(), BenchColumn.fields());
        }

        @Override
        List<@Nullable Object> row(OrderContent content, long number, Version version) {
            List<@Nullable Object> row = new ArrayList<>(super.row(content, number, version));
            row.addAll(BenchColumn.values(random(content, version)));
            return row;
        }
    },

    /** With a json of about four thousand bytes in each row. */
    JSON {
        @Override
        List<@Nullable Object> row(OrderContent content, long number, Version version) {
            List<@Nullable Object> row = new ArrayList<>(super.row(content, number, version));
            row.set(ATTRIBUTES, document(random(content, version)));
            return row;
        }

        private String document(SplittableRandom random) {
            StringBuilder json = new StringBuilder("{\"lines\": [");
            for (int line = random.nextInt(10, 70); line >= 0; line--) {
                json.append("{\"sku\": \"")
                        .append(Long.toString(random.nextLong(1L << 40), Character.MAX_RADIX))
                        .append("\", \"title\": \"wool blanket, grey, 140 × 200\", \"quantity\": ")
                        .append(random.nextInt(1, 9))
                        .append(", \"price\": ")
                        .append(random.nextInt(100, 90_000))
                        .append(line == 0 ? "}" : "}, ");
            }
            return json.append("]}").toString();
        }
    },

    /** With a key of two texts in place of the number. */
    TEXT_KEYS {
        @Override
        List<String> key() {
            return List.of("region", "order_number");
        }

        @Override
        String ddl() {
            return Resources.text("bench-text-keys.sql");
        }

        @Override
        Schema schema() {
            Schema text = Schema.create(Schema.Type.STRING);
            List<Schema.Field> key = key().stream()
                    .map(column -> DmsSchemas.optional(column, text))
                    .toList();
            Schema orders = super.schema();
            return with(
                    record(orders, key),
                    orders.getFields().subList(1, orders.getFields().size()));
        }

        @Override
        List<Object> keyOf(long number) {
            String region = REGIONS.get((int) (number % REGIONS.size()));
            return List.of(region, String.format(Locale.ROOT, "SO-%012d", number));
        }

        @Override
        List<@Nullable Object> row(OrderContent content, long number, Version version) {
            List<@Nullable Object> orders = super.row(content, number, version);
            List<@Nullable Object> row = new ArrayList<>(keyOf(number));
            row.addAll(orders.subList(1, orders.size()));
            return row;
        }
    };

    private static final int ATTRIBUTES = OrdersTable.columns().indexOf("attributes");
    private static final List<String> REGIONS =
            List.of("ap-northeast", "ap-south", "eu-central", "eu-north", "eu-west", "sa-east", "us-east", "us-west");

    /** The primary key. */
    List<String> key() {
        return OrdersTable.KEY;
    }

    /** The statements that create it and its index. */
    String ddl() {
        return OrdersTable.ddl();
    }

    /** Its columns as DMS maps them. */
    Schema schema() {
        return OrdersTable.avroSchema();
    }

    /** The key of the row with this number. */
    List<Object> keyOf(long number) {
        return List.of(number);
    }

    /** A row, one value for each column. */
    List<@Nullable Object> row(OrderContent content, long number, Version version) {
        return content.row(number, version).values();
    }

    private static SplittableRandom random(OrderContent content, Version version) {
        return new SplittableRandom(content.seed() ^ version.identity() * 0x9E3779B97F4A7C15L ^ version.number());
    }

    private static Schema with(Schema table, List<Schema.Field> more) {
        List<Schema.Field> fields = new ArrayList<>(table.getFields());
        fields.addAll(more);
        return record(table, fields);
    }

    private static Schema record(Schema like, List<Schema.Field> fields) {
        // A field belongs to its record: another one needs another field.
        List<Schema.Field> own = fields.stream()
                .map(field -> new Schema.Field(field, field.schema()))
                .toList();
        return Schema.createRecord(like.getName(), null, like.getNamespace(), false, own);
    }
}
