package io.diglm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A program that is a module itself and requires nothing but ours. */
final class ModulePathTest {
  private static final String MODULE = "module scorer { requires diglm.scoring; }\n";

  private static final String PROGRAM =
      """
      package scorer;

      import io.diglm.predict.Prediction;
      import io.diglm.predict.Predictor;
      import java.nio.file.Path;
      import java.util.Map;

      public final class Main {
        public static void main(String[] args) {
          try (Predictor predictor = Predictor.load(Path.of(args[0]))) {
            Prediction prediction = predictor.predict(Map.of());
            System.out.print(Predictor.class.getModule().getName() + " " + prediction.getClass().getSimpleName());
          }
        }
      }
      """;

  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @ValueSource(strings = {"", "--add-modules=jdk.incubator.vector"})
  void aModularProgramScores(String vectors) throws Exception {
    String modules =
        System.getProperty("diglm.classes")
            + File.pathSeparator
            + Files.readString(Path.of(System.getProperty("diglm.class-path"))).strip();
    Files.createDirectories(folder.resolve("src/scorer"));
    Path info = Files.writeString(folder.resolve("src/module-info.java"), MODULE);
    Path main = Files.writeString(folder.resolve("src/scorer/Main.java"), PROGRAM);
    Path classes = folder.resolve("classes");
    run(
        List.of(
            tool("javac"),
            "-p",
            modules,
            "-d",
            classes.toString(),
            info.toString(),
            main.toString()));
    Path model = Path.of("src/test/resources/io/diglm/predict/golden/format-1.diglm");
    String said =
        run(
            List.of(
                tool("java"),
                vectors.isEmpty() ? "-Dnone" : vectors,
                "-p",
                classes + File.pathSeparator + modules,
                "-m",
                "scorer/scorer.Main",
                model.toString()));
    assertEquals("diglm.scoring Answer", said.lines().reduce((a, b) -> b).orElse(""));
  }

  private static String tool(String name) {
    return Path.of(System.getProperty("java.home"), "bin", name).toString();
  }

  private static String run(List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    return said.strip();
  }
}
