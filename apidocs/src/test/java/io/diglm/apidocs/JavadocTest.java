package io.diglm.apidocs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.element.Element;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.RecordComponentElement;
import javax.lang.model.element.TypeElement;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every public type, method, parameter, result and record component of these modules has a comment,
 * as {@code -Xdoclint:all} asks. Compact constructors are exempt: the comment of their record has
 * the components.
 */
final class JavadocTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final Pattern COMPACT_CONSTRUCTOR =
      Pattern.compile("\\s*(public |protected )?\\w+ \\{");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "scoring",
        "data",
        "training",
        "images",
        "report",
        "reporting",
        "onnx",
        "server",
        "server-grpc",
        "experiments",
        "cli"
      })
  void allThatIsPublicHasAComment(String module) throws IOException {
    List<Path> sources = sources(ROOT.resolve(module).resolve("src/main/java"));
    assertFalse(sources.isEmpty(), module);
    assertEquals(List.of(), problems(sources));
  }

  @Test
  void aMissingCommentIsFound() throws IOException {
    Path source = folder.resolve("Circle.java");
    Files.writeString(
        source,
        """
        /**
         * A circle.
         *
         * @param radius in metres
         */
        public record Circle(double radius, String name) {
          public Circle {
            radius = Math.abs(radius);
          }

          /** Scales. */
          public Circle times(double factor) {
            return new Circle(factor * radius, name);
          }
        }
        """);
    assertEquals(
        List.of(
            source + ":12: no @param for factor",
            source + ":12: no @return",
            "Circle: no @param for name"),
        problems(List.of(source)));
  }

  private List<String> problems(List<Path> sources) throws IOException {
    JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
    DiagnosticCollector<JavaFileObject> heard = new DiagnosticCollector<>();
    List<String> options =
        List.of(
            "-proc:none",
            "-Xmaxwarns",
            "9999",
            "-Xmaxerrs",
            "9999",
            "--add-modules",
            "jdk.incubator.vector",
            "-Xdoclint:all/protected",
            "-classpath",
            System.getProperty("java.class.path"),
            "-d",
            folder.toString());
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(heard, Locale.ROOT, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  Writer.nullWriter(),
                  files,
                  heard,
                  options,
                  null,
                  files.getJavaFileObjectsFromPaths(sources));
      List<CompilationUnitTree> units = new ArrayList<>();
      task.parse().forEach(units::add);
      task.analyze();
      RecordScanner records = new RecordScanner(DocTrees.instance(task));
      units.forEach(unit -> records.scan(unit, null));
      Stream<String> found =
          heard.getDiagnostics().stream()
              .filter(problem -> problem.getSource() != null)
              .filter(problem -> !COMPACT_CONSTRUCTOR.matcher(line(problem)).matches())
              .map(JavadocTest::words);
      return Stream.concat(found, records.problems.stream()).sorted().toList();
    }
  }

  private static String words(Diagnostic<? extends JavaFileObject> problem) {
    return "%s:%d: %s"
        .formatted(
            Path.of(problem.getSource().toUri()),
            problem.getLineNumber(),
            problem.getMessage(Locale.ROOT));
  }

  /** Returns the line of the source that a problem is about. */
  private static String line(Diagnostic<? extends JavaFileObject> problem) {
    try (Stream<String> lines = Files.lines(Path.of(problem.getSource().toUri()))) {
      return lines.skip(problem.getLineNumber() - 1).findFirst().orElse("");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> sources(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }

  /** Finds the components of public records without a comment, which the compiler does not. */
  private static final class RecordScanner extends TreePathScanner<Void, Void> {
    private final DocTrees trees;
    final List<String> problems = new ArrayList<>();

    RecordScanner(DocTrees trees) {
      this.trees = trees;
    }

    @Override
    public Void visitClass(ClassTree tree, Void none) {
      if (trees.getElement(getCurrentPath()) instanceof TypeElement type && isPublic(type)) {
        Set<String> named = named();
        for (RecordComponentElement component : type.getRecordComponents()) {
          String name = component.getSimpleName().toString();
          if (!named.contains(name)) {
            problems.add("%s: no @param for %s".formatted(type.getQualifiedName(), name));
          }
        }
      }
      return super.visitClass(tree, null);
    }

    private static boolean isPublic(Element type) {
      return !(type instanceof TypeElement)
          || (type.getModifiers().contains(Modifier.PUBLIC)
              && isPublic(type.getEnclosingElement()));
    }

    private Set<String> named() {
      Set<String> names = new HashSet<>();
      DocCommentTree comment = trees.getDocCommentTree(getCurrentPath());
      for (DocTree tag : comment == null ? List.<DocTree>of() : comment.getBlockTags()) {
        if (tag instanceof ParamTree param) {
          names.add(param.getName().toString());
        }
      }
      return names;
    }
  }
}
