package io.diglm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/**
 * The blocks of README and the guide that are not commands: programs compile and run, and
 * configurations and tables are read. {@link GuideTest} runs the commands.
 */
final class CodeBlocksTest {
  private static final String SPARK = "docs/guide/spark.md";

  /** Where the blocks of a page and a language run, if not here. */
  private static final Map<String, String> ELSEWHERE =
      Map.ofEntries(
          Map.entry("README.md java", "ReadmeTest of training runs it on fewer rows"),
          Map.entry("python/README.md python", "python/tests/test_documents.py runs them"),
          Map.entry("docs/guide/python.md python", "python/tests/test_documents.py runs them"),
          Map.entry("docs/guide/onnx.md python", ".ci/docs runs it with ONNX Runtime"),
          Map.entry("docs/guide/serving.md python", ".ci/docs runs it with Triton's client"),
          Map.entry("docs/guide/onnx.md r", "not run: it needs R with reticulate"),
          Map.entry(SPARK + " java", ".ci/spark runs ExampleTest with the same calls"),
          Map.entry(SPARK + " python", ".ci/spark tests the wheel with the same calls"),
          Map.entry(SPARK + " scala", "not run: it needs spark-shell"));

  private static final List<String> HERE = List.of("", "java", "xml", "yaml", "csv", "text");

  /** A call that a sentence or a table shows. */
  private static final Pattern CALL =
      Pattern.compile("`([A-Z]\\w*\\.(?:of|write|interval)\\(.*?\\))`");

  private static final String PROGRAM =
      """
      import io.diglm.insight.*;
      import io.diglm.model.*;
      import io.diglm.onnx.*;
      import io.diglm.predict.*;
      import io.diglm.reporting.*;
      import io.diglm.schema.Table;
      import io.diglm.server.*;
      import io.diglm.server.models.ModelSource;
      import io.diglm.train.*;
      import java.nio.file.Path;
      import java.util.List;

      final class Guide {
      %s
        static void calls(FitResult result, Predictor predictor, ModelFile model, Table table,
            Table images, Path file) {
          Manifest manifest = predictor.manifest();
      %s
        }

        public static void main(String[] arguments) throws Exception {
      %s
        }
      }
      """;

  @TempDir private Path folder = Path.of("");

  @Test
  void everyBlockRunsSomewhereOrSaysWhyNot() {
    var missing = new TreeSet<String>();
    var used = new TreeSet<String>();
    for (CodeBlocks.Block block : CodeBlocks.all()) {
      String key = block.page() + " " + block.language();
      used.add(key);
      if (!HERE.contains(block.language()) && !ELSEWHERE.containsKey(key)) {
        missing.add(key);
      }
    }
    assertEquals(new TreeSet<String>(), missing);
    assertTrue(used.containsAll(ELSEWHERE.keySet()), ELSEWHERE.keySet() + " in " + used);
  }

  /** In a JVM of its own, because programs name files relative to their folder. */
  @Test
  void everyProgramOfTheGuideCompilesAndRuns() throws Exception {
    Path table = Data.flowers(folder);
    Run.fit(table, folder.resolve("flights.diglm"), "--target", "y").good();
    Run.fit(table, folder.resolve("homes.diglm"), "--target", "y").good();
    StringBuilder methods = new StringBuilder();
    StringBuilder main = new StringBuilder();
    int programs = 0;
    for (CodeBlocks.Block block : CodeBlocks.in("java")) {
      if (!ELSEWHERE.containsKey(block.page() + " java")) {
        String name = "block" + programs++;
        methods.append(
            "  static void %s() throws Exception {\n%s  }\n"
                .formatted(name, block.text().replace("8080", "0")));
        main.append("    ").append(name).append("();\n");
      }
    }
    assertTrue(programs >= 3, methods.toString());
    compile(PROGRAM.formatted(methods, calls(), main));
    assertEquals("", run());
    assertTrue(Files.size(folder.resolve("flights.onnx")) > 0);
  }

  private static String calls() {
    StringBuilder calls = new StringBuilder();
    for (Path page : CodeBlocks.pages()) {
      for (String line : CodeBlocks.lines(page)) {
        for (MatchResult call : CALL.matcher(line).results().toList()) {
          calls.append("    ").append(call.group(1)).append(";\n");
        }
      }
    }
    assertTrue(calls.toString().lines().count() >= 6, calls.toString());
    return calls.toString();
  }

  private void compile(String program) throws Exception {
    Path source = Data.text(folder.resolve("Guide.java"), program);
    List<String> arguments =
        List.of("-proc:none", "-cp", System.getProperty("java.class.path"), source.toString());
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));
    assertEquals(0, status, program);
  }

  private String run() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String path = folder + File.pathSeparator + System.getProperty("java.class.path");
    Process process =
        new ProcessBuilder(
                java,
                "-Xmx1g",
                "-XX:TieredStopAtLevel=1",
                "-Ddiglm.kernels=loops",
                "-cp",
                path,
                "Guide")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    return said.lines().filter(line -> !line.startsWith("listening ")).reduce("", String::concat);
  }

  @Test
  void theConfigurationOfTheGuideFits() {
    Path table =
        Data.rows(
            folder.resolve("data.csv"),
            "id,comment,size,price",
            300,
            i -> "%d,text %d,%s,%s".formatted(i, i, Data.number(i), 2 * Data.number(i)));
    for (CodeBlocks.Block block : CodeBlocks.in("yaml")) {
      Path config =
          Data.text(folder.resolve("fit.yaml"), block.text().replace("data.csv", table.toString()));
      Path model = folder.resolve("priced.diglm");
      Run.of(
              "fit",
              "--config",
              config,
              "--out",
              model,
              "--layers",
              2,
              "--hidden",
              8,
              "--epochs",
              2,
              "--quiet")
          .good();
      assertTrue(Run.of("info", model, "--config").good().contains("\nfeatures: [size]\n"));
    }
    assertEquals(1, CodeBlocks.in("yaml").size());
  }

  @Test
  void theTableOfCostsOfTheGuideIsRead() {
    Path table =
        Data.rows(
            folder.resolve("debtors.csv"),
            "income,paid",
            300,
            i -> Data.number(i) + (Data.number(i) > 0 ? ",good" : ",bad"));
    Path model = folder.resolve("debtors.diglm");
    Run.fit(table, model, "--target", "paid", "--epochs", 30).good();
    List<CodeBlocks.Block> blocks = CodeBlocks.in("csv");
    assertEquals(1, blocks.size());
    Path costs = Data.text(folder.resolve("costs.csv"), blocks.get(0).text());
    List<String> lines = Run.of("predict", model, table, "--loss", costs).good().lines().toList();
    List<String> names = List.of(lines.get(0).split(","));
    int compared = 0;
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      if (cells[names.indexOf("rejected")].equals("false")) {
        double good = Double.parseDouble(cells[names.indexOf("probability_good")]);
        Map<String, Double> expected =
            Map.of("pay", 400 * (1 - good), "refuse", 50 * good, "ask", 5.);
        double answer = expected.getOrDefault(cells[names.indexOf("answer")], Double.NaN);
        assertEquals(Collections.min(expected.values()), answer, 1e-9, line);
        compared++;
      }
    }
    assertTrue(compared > 250, "compared " + compared);
  }

  @Test
  void everyDependencyThatIsShownIsAModuleOfThisVersion() throws Exception {
    String version = pom(CodeBlocks.ROOT.resolve("pom.xml"), "version");
    List<String> modules = new ArrayList<>();
    for (CodeBlocks.Block block : CodeBlocks.in("xml")) {
      Document xml = parse(block.text());
      modules.add(text(xml, "artifactId"));
      assertEquals("io.diglm", text(xml, "groupId"), block.page());
      assertEquals(version, text(xml, "version"), block.page());
    }
    Pattern gradle = Pattern.compile("io\\.diglm:(diglm-[\\w-]+):([\\w.-]+?)[\"`]");
    for (String line : CodeBlocks.lines(CodeBlocks.ROOT.resolve("README.md"))) {
      for (MatchResult found : gradle.matcher(line).results().toList()) {
        modules.add(found.group(1));
        assertEquals(version, found.group(2), line);
      }
    }
    assertEquals(3, modules.size(), modules.toString());
    for (String module : modules) {
      Path pom = CodeBlocks.ROOT.resolve(module.replaceFirst("diglm-", "")).resolve("pom.xml");
      assertTrue(Files.readString(pom).contains("<artifactId>" + module + "</artifactId>"), module);
    }
  }

  private static String pom(Path file, String tag) throws Exception {
    return text(parse(Files.readString(file)), tag);
  }

  private static Document parse(String xml) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(xml)));
  }

  private static String text(Document xml, String tag) {
    return xml.getElementsByTagName(tag).item(0).getTextContent();
  }
}
