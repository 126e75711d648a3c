package io.tidemark.loader;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.conditions.ArchConditions.onlyDependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import java.sql.DriverManager;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Who may use whom, and the house rules that show in the bytecode. A package without a row in the table is refused. */
class ArchitectureTest {

    private static final String ROOT = "io.tidemark.loader";
    private static final String CLI = ROOT + ".cli..";

    private static final JavaClasses LOADER = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    private static final String AVRO = "org.apache.avro..";
    private static final String AWS = "software.amazon.awssdk..";
    private static final String CSV = "de.siegmar.fastcsv..";
    private static final String HADOOP = "org.apache.hadoop..";
    private static final String HOCON = "com.typesafe.config..";
    private static final String JACKSON = "com.fasterxml.jackson..";
    private static final String JDBI = "org.jdbi..";
    private static final String LZ4 = "io.airlift.compress..";
    private static final String PARQUET = "org.apache.parquet..";
    private static final String PGJDBC = "org.postgresql..";
    private static final String PICOCLI = "picocli..";
    private static final String SNAPPY = "org.xerial.snappy..";
    private static final String ZSTD = "com.github.luben.zstd..";

    private static final List<String> FOR_ALL = List.of("java..", "org.jspecify..", "org.slf4j..");

    private static final List<Row> TABLE = List.of(
            row("model"),
            row("config").uses("model").with(HOCON),
            row("sql").with(JDBI),
            row("discover").uses("model").with(AWS),
            row("read").uses("model").with(AVRO),
            row("read.parquet").uses("model", "read").with(AVRO, HADOOP, LZ4, PARQUET, SNAPPY, ZSTD),
            row("read.csv").uses("model", "read").with(CSV),
            row("read.json").uses("model", "read").with(JACKSON),
            row("read.debezium").uses("model", "read").with(AVRO, JACKSON),
            row("fold").uses("model"),
            row("stage").uses("model", "sql").with(JDBI, PGJDBC),
            row("merge").uses("model", "sql").with(JDBI),
            row("verify").uses("model", "sql").with(JDBI),
            row("ledger").uses("model", "sql").with(AVRO, JDBI),
            row("report").uses("model").with(JACKSON),
            row("load")
                    .uses("model", "sql", "discover", "read", "read.parquet", "read.csv", "read.json", "read.debezium")
                    .uses("fold", "stage", "merge", "verify", "ledger", "report")
                    .with(JDBI, PGJDBC),
            row("cli")
                    .uses("model", "config", "sql", "discover", "load", "report")
                    .with(AWS, JDBI, PGJDBC, PICOCLI));

    @ParameterizedTest
    @FieldSource("TABLE")
    void aPackageUsesOnlyWhatItsRowNames(Row row) {
        check(classes().that(are(row)).should(onlyDependOnClassesThat(mayBeUsedBy(row))));
    }

    @Test
    void everyClassLiesInAPackageOfTheTable() {
        check(noClasses()
                .should(be(describe("outside the table", type -> rowOf(type).isEmpty()))));
    }

    @Test
    void everyPackageIsNullMarked() {
        check(classes()
                .should(be(describe(
                        "in a package whose package-info.java says @NullMarked",
                        type -> type.getPackage().isAnnotatedWith(NullMarked.class)))));
    }

    @Test
    void foldingTouchesNeitherFilesNorNetworkNorDatabase() {
        check(noClasses()
                .that()
                .resideInAPackage(ROOT + ".fold..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.net..", "java.nio.channels..", "java.nio.file..", "java.sql.."));
    }

    @Test
    void onlyTheCommandLineEndsTheProcess() {
        check(outsideTheCommandLine()
                .should()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "halt", int.class));
    }

    @Test
    void onlyTheCommandLineUsesTheStandardStreams() {
        check(outsideTheCommandLine().should(ACCESS_STANDARD_STREAMS));
    }

    @Test
    void onlyTheCommandLineChoosesTheClock() {
        check(outsideTheCommandLine()
                .should()
                .callMethodWhere(describe("it reads the machine's clock", ArchitectureTest::readsTheClock)));
    }

    @Test
    void onlyTheCommandLineOpensConnections() {
        check(outsideTheCommandLine()
                .should()
                .callMethodWhere(describe("it opens a connection", ArchitectureTest::opensAConnection)));
    }

    @Test
    void noClassIsNamedForDoingAnything() {
        check(classes()
                .should()
                .haveNameNotMatching(".*(Helper|Impl|Manager|Util|Utils|Utilities|Utility)(?![a-z]).*"));
    }

    @Test
    void recordsHaveNoGetters() {
        check(methods().that().areDeclaredInClassesThat().areRecords().should().haveNameNotMatching("get[A-Z].*"));
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(LOADER);
    }

    private static GivenClassesConjunction outsideTheCommandLine() {
        return noClasses().that().resideOutsideOfPackage(CLI);
    }

    private static DescribedPredicate<JavaClass> are(Row row) {
        return describe("are in " + row, type -> rowOf(type).equals(Optional.of(row)));
    }

    private static DescribedPredicate<JavaClass> mayBeUsedBy(Row row) {
        DescribedPredicate<JavaClass> library = resideInAnyPackage(row.patterns());
        return describe("its row names: " + row.contents(), used -> {
            JavaClass type = used.getBaseComponentType();
            return type.isPrimitive()
                    || library.test(type)
                    || rowOf(type).filter(row::knows).isPresent();
        });
    }

    private static boolean readsTheClock(JavaMethodCall call) {
        JavaClass owner = call.getTargetOwner();
        if (owner.isEquivalentTo(Clock.class)) {
            return call.getName().startsWith("system");
        }
        if (owner.isEquivalentTo(System.class)) {
            return call.getName().equals("currentTimeMillis");
        }
        boolean isGivenOne =
                call.getTarget().getRawParameterTypes().stream().anyMatch(type -> type.isEquivalentTo(Clock.class));
        return owner.getPackageName().equals("java.time") && call.getName().equals("now") && !isGivenOne;
    }

    private static boolean opensAConnection(JavaMethodCall call) {
        JavaClass owner = call.getTargetOwner();
        boolean createsJdbi = owner.isEquivalentTo(Jdbi.class) && call.getName().equals("create");
        return createsJdbi || owner.isEquivalentTo(DriverManager.class);
    }

    /** The row with the longest name that is the class's package or a package above it. */
    private static Optional<Row> rowOf(JavaClass type) {
        return TABLE.stream()
                .filter(row -> (type.getPackageName() + ".").startsWith(ROOT + "." + row.name() + "."))
                .max(Comparator.comparingInt(row -> row.name().length()));
    }

    private static Row row(String name) {
        return new Row(name, List.of(name), FOR_ALL);
    }

    /** A package, the packages it may use (with itself), and the libraries. */
    private record Row(String name, List<String> siblings, List<String> libraries) {

        Row uses(String... more) {
            return new Row(
                    name, Stream.concat(siblings.stream(), Stream.of(more)).toList(), libraries);
        }

        Row with(String... more) {
            return new Row(
                    name,
                    siblings,
                    Stream.concat(libraries.stream(), Stream.of(more)).toList());
        }

        boolean knows(Row other) {
            return siblings.contains(other.name());
        }

        String[] patterns() {
            return libraries.toArray(String[]::new);
        }

        String contents() {
            return siblings + " " + libraries;
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
