package io.tidemark.loader;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** What is read in one go stays short: the files and the methods in the main sources of every module. */
class SourceBudgetTest {

    private static final int LINES_OF_A_FILE = 250;
    private static final int LINES_OF_A_METHOD = 30;

    @Test
    void filesStayShort() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (Path source : sources()) {
            int lines = Files.readAllLines(source).size();
            if (lines > LINES_OF_A_FILE) {
                tooLong.add(source + ": " + lines + " lines");
            }
        }
        assertThat(tooLong).as("files of more than %d lines", LINES_OF_A_FILE).isEmpty();
    }

    @Test
    void methodsStayShort() throws IOException {
        assertThat(methods())
                .as("methods of more than %d lines", LINES_OF_A_METHOD)
                .filteredOn(method -> method.lines() > LINES_OF_A_METHOD)
                .isEmpty();
    }

    private static List<Path> sources() throws IOException {
        // Tests run in their module's directory, and the modules lie beside each other.
        Path modules = Path.of("").toAbsolutePath().getParent();
        List<Path> sources = new ArrayList<>();
        try (Stream<Path> roots = Files.list(modules)) {
            for (Path root : roots.map(module -> module.resolve("src/main/java"))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (Stream<Path> files = Files.walk(root)) {
                    files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
                }
            }
        }
        return sources;
    }

    private static List<Method> methods() throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null,
                    files,
                    new DiagnosticCollector<JavaFileObject>(),
                    List.of("-proc:none"),
                    null,
                    files.getJavaFileObjectsFromPaths(sources()));
            MethodScanner scanner = new MethodScanner(Trees.instance(task).getSourcePositions());
            for (CompilationUnitTree unit : task.parse()) {
                scanner.scan(unit, unit);
            }
            return scanner.methods;
        }
    }

    private record Method(String file, String name, long line, long lines) {}

    private static final class MethodScanner extends TreeScanner<Void, CompilationUnitTree> {

        private final List<Method> methods = new ArrayList<>();
        private final SourcePositions positions;

        MethodScanner(SourcePositions positions) {
            this.positions = positions;
        }

        @Override
        public Void visitMethod(MethodTree method, CompilationUnitTree unit) {
            long first = lineOf(unit, positions.getStartPosition(unit, method));
            long last = lineOf(unit, positions.getEndPosition(unit, method));
            long opening =
                    method.getBody() == null ? last : lineOf(unit, positions.getStartPosition(unit, method.getBody()));
            methods.add(
                    new Method(unit.getSourceFile().getName(), method.getName().toString(), first, last - opening + 1));
            return super.visitMethod(method, unit);
        }

        private static long lineOf(CompilationUnitTree unit, long position) {
            return unit.getLineMap().getLineNumber(position);
        }
    }
}
