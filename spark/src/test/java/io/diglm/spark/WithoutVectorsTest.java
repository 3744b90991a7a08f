package io.diglm.spark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A JVM of Spark that was started without Java's vector module. */
@ExtendWith(LocalSpark.class)
final class WithoutVectorsTest {
  private static final String SAID =
      "diglm scores by plain loops; start Java with --add-modules jdk.incubator.vector for more"
          + " speed";

  @Test
  void itScoresByPlainLoopsAndSaysSoOnce(SparkSession spark, @TempDir Path folder)
      throws Exception {
    Path model = folder.resolve("model.diglm");
    Path rows = folder.resolve("rows");
    Path answers = folder.resolve("answers");
    Files.write(model, Fitted.number().modelFile());
    Dataset<Row> flights = Fitted.frame(spark, 3).limit(600);
    flights.coalesce(1).write().parquet(rows.toString());
    String log = run(model, rows, answers, folder.resolve("log"));
    assertEquals(1, log.lines().filter(line -> line.endsWith(SAID)).count(), log);
    List<Row> got = spark.read().parquet(answers.toString()).collectAsList();
    List<Row> expected =
        PlainScoring.answers(Fitted.number(), spark.read().parquet(rows.toString()))
            .collectAsList();
    assertEquals(600, got.size());
    for (int row = 0; row < got.size(); row++) {
      for (int c = 0; c < 3; c++) {
        double number = expected.get(row).getDouble(c);
        // Sums of floats in another order.
        assertEquals(number, got.get(row).getDouble(c), 1e-4 * Math.max(1, Math.abs(number)));
      }
    }
  }

  private static String run(Path model, Path rows, Path answers, Path log) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String argument : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      boolean wanted = argument.startsWith("--add-opens") || argument.startsWith("-D");
      if (wanted && !argument.contains("jdk.incubator")) {
        command.add(argument);
      }
    }
    command.addAll(
        List.of(
            "-Xmx1g",
            PlainScoring.class.getName(),
            model.toString(),
            rows.toString(),
            answers.toString()));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    int status = builder.start().waitFor();
    String said = Files.readString(log, UTF_8);
    assertTrue(status == 0, said);
    return said;
  }
}
