package io.diglm.network;

import io.diglm.model.FlowConfig;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * The text of {@link RowGradient} and of all its steps, compiled once more with double for float
 * and exact functions: what is left of its distance from autograd is no rounding but an error.
 */
final class DoubleText implements AutoCloseable {
  private static final String PACKAGE = "io.diglm.network.exact";

  /** What computes by vectors or approximates, and what reads model files. */
  private static final Set<String> LEFT_OUT =
      Set.of(
          "Approximations",
          "AutoregressiveNetwork",
          "CellDraws",
          "CellHead",
          "CellProbabilities",
          "CellRows",
          "FastPath",
          "FlowJacobian",
          "LinearHead",
          "LoopKernels",
          "MaskedNetwork",
          "MaskedRows",
          "NamedWeights",
          "RowScorer",
          "Scorer",
          "ScorerProvider",
          "Tiles",
          "VectorKernels",
          "VectorOuter",
          "VectorProducts",
          "VectorRows",
          "package-info");

  private static final String APPROXIMATIONS =
      """
      final class Approximations {
        static final double TWO_PI = 2 * Math.PI;
        static double turn(double x) { return x - Math.rint(x); }
        static double sine(double part) { return Math.sin(TWO_PI * part); }
        static double cosine(double part) { return Math.cos(TWO_PI * part); }
      }
      """;

  private static final String KERNELS =
      """
      final class ExactKernels implements Kernels {
        public int lanes() { return 1; }
        public int tile() { return 1; }
        public void dense(Dense l, double[] x, int f, int r, double[] y, boolean relu) {
          throw new UnsupportedOperationException();
        }
        public void exp(double[] x, int count) {
          for (int i = 0; i < count; i++) x[i] = Math.exp(x[i]);
        }
        public void tanh(double[] x, int count) {
          for (int i = 0; i < count; i++) x[i] = Math.tanh(x[i]);
        }
        public void sinCos(double[] x, int from, int to, int count) {
          throw new UnsupportedOperationException();
        }
        public void gelu(double[] x, int count, double[] scratch) {
          for (int i = 0; i < count; i++) {
            scratch[i] = Math.exp(-x[i] * x[i] / 2);
            x[i] *= io.diglm.distribution.StandardNormal.cdf(x[i]);
          }
        }
      }
      """;

  private static final String FAST_PATH =
      """
      final class FastPath {
        static Kernels kernels() { return new ExactKernels(); }
        static Products anyProducts() { return new LoopProducts(); }
      }
      """;

  private static final String NAMED_WEIGHTS =
      """
      final class NamedWeights {
        double[] take(String name, long... shape) { throw new UnsupportedOperationException(); }
      }
      """;

  private final URLClassLoader loader;

  private DoubleText(URLClassLoader loader) {
    this.loader = loader;
  }

  /** Compiles the text into a folder. */
  static DoubleText compiled(Path folder) {
    List<Text> texts = new ArrayList<>();
    texts.add(new Text("Approximations", APPROXIMATIONS));
    texts.add(new Text("ExactKernels", KERNELS));
    texts.add(new Text("FastPath", FAST_PATH));
    texts.add(new Text("NamedWeights", NAMED_WEIGHTS));
    Path sources =
        Path.of(System.getProperty("basedir", ""), "..", "scoring", "src", "main", "java")
            .resolve("io/diglm/network");
    try (Stream<Path> files = Files.list(sources)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString().replace(".java", "");
        if (!LEFT_OUT.contains(name)) {
          texts.add(new Text(name, wide(Files.readString(file))));
        }
      }
      compile(texts, folder);
      URL[] classes = {folder.toUri().toURL()};
      return new DoubleText(new URLClassLoader(classes, DoubleText.class.getClassLoader()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String wide(String text) {
    return text.replace("package io.diglm.network;", "")
        .replaceAll("\\bfloat\\b", "double")
        .replaceAll("(?<=\\d)f\\b", "")
        .replace("class RowGradient {", "class RowGradient implements " + interfaceName() + " {");
  }

  private static String interfaceName() {
    return DoubleFlow.class.getName();
  }

  private static void compile(List<Text> texts, Path folder) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter problems = new StringWriter();
    String path =
        Stream.of(RowGradient.class, DoubleFlow.class)
            .map(DoubleText::place)
            .reduce((a, b) -> a + java.io.File.pathSeparator + b)
            .orElseThrow();
    List<String> options =
        List.of("-d", folder.toString(), "-cp", path, "-proc:none", "-nowarn", "-Xlint:none");
    boolean done = compiler.getTask(problems, null, null, options, null, texts).call();
    if (!done) {
      throw new IllegalStateException("the text must compile with double for float: " + problems);
    }
  }

  private static String place(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  DoubleFlow flow(
      FlowConfig config,
      int dimension,
      ToIntFunction<String> places,
      Function<String, double[]> buffers) {
    try {
      Class<?> type = Class.forName(PACKAGE + ".RowGradient", true, loader);
      Method of =
          type.getMethod("of", FlowConfig.class, int.class, ToIntFunction.class, Function.class);
      return (DoubleFlow) of.invoke(null, config, dimension, places, buffers);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    loader.close();
  }

  private static final class Text extends SimpleJavaFileObject {
    private final String text;

    Text(String name, String text) {
      super(URI.create("string:///io/diglm/network/exact/" + name + ".java"), Kind.SOURCE);
      this.text = "package " + PACKAGE + ";\n" + text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
