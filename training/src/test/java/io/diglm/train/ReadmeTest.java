package io.diglm.train;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.diglm.data.TableSource;
import io.diglm.data.TableWriter;
import io.diglm.predict.Predictor;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's quickstart does what it says, here on every 500th flight for some seconds. */
final class ReadmeTest {
  private static final String EVERY_500TH =
      "SELECT * EXCLUDE n FROM (SELECT *, row_number() OVER () AS n FROM '../examples/flights.parquet')"
          + " WHERE n % 500 = 0";
  private static final String CLASS_PATH = System.getProperty("java.class.path");

  @Test
  void quickstartFitsSavesLoadsAndPredicts(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("Quickstart.java"), quickstart());
    writeFlights(folder.resolve("examples/flights.parquet"));
    compile(folder);

    String printed = run(folder);

    assertTrue(
        printed.matches("(?s)NLL \\d+\\.\\d\\d over \\d+ test rows\\R.* minutes, log p\\(x\\) .*"),
        "it printed " + printed);
    try (Predictor predictor = Predictor.load(folder.resolve("flights.diglm"))) {
      assertEquals(8, predictor.manifest().schema().features().size());
    }
  }

  private static String quickstart() throws IOException {
    Matcher block =
        Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("../README.md")));
    assertTrue(block.find(), "README.md must have a java block, got none");
    String minutes = "Duration.ofMinutes(10)";
    assertTrue(block.group(1).contains(minutes), "the quickstart must have " + minutes);
    return block.group(1).replace(minutes, "Duration.ofSeconds(3)");
  }

  private static void writeFlights(Path target) throws IOException {
    Files.createDirectories(target.getParent());
    TableSource source = TableSource.sql(EVERY_500TH);
    try (TableWriter writer = TableWriter.create(target, source.describe())) {
      writer.append(source.read());
      writer.commit();
    }
  }

  private static void compile(Path folder) {
    String file = folder.resolve("Quickstart.java").toString();
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-proc:none", "-cp", CLASS_PATH, file);
    assertEquals(0, status, "the README's quickstart must compile");
  }

  /** Runs in a JVM of its own, because the code names files relative to its folder. */
  private static String run(Path folder) throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String path = folder + File.pathSeparator + CLASS_PATH;
    Process process =
        new ProcessBuilder(
                java,
                "-Xmx1g",
                "-XX:TieredStopAtLevel=1",
                "-Ddiglm.kernels=loops",
                "-cp",
                path,
                "Quickstart")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, process.waitFor(), printed);
    return printed;
  }
}
