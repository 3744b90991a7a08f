package io.diglm.reporting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Each program of the folder examples runs, here for a second or a few, and two of them side by
 * side.
 */
@Execution(ExecutionMode.CONCURRENT)
final class ExamplesTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  @TempDir private static Path folder = Path.of("");

  @Test
  void everyProgramIsRunHere() throws IOException {
    try (Stream<Path> files = Files.list(ROOT.resolve("examples"))) {
      assertEquals(
          List.of(
              "01-table-with-refusal.java",
              "02-scoring-service.java",
              "03-few-labels.java",
              "04-drift.java",
              "05-images.java"),
          files
              .map(file -> String.valueOf(file.getFileName()))
              .filter(name -> name.endsWith(".java"))
              .sorted()
              .toList());
    }
  }

  @Test
  void aTableIsAnsweredRefusedAndServed() throws Exception {
    String said = output("01-table-with-refusal.java", folder.toString(), "1");
    assertTrue(said.contains("OfClasses[nll="), said);
    assertTrue(said.contains("answered: Answer["), said);
    assertTrue(said.contains("refused: Answer["), said);
    assertTrue(Files.readString(folder.resolve("storms.html")).endsWith("</html>\n"), "report");

    Process service =
        new ProcessBuilder(
                command("02-scoring-service.java", folder.resolve("storms.diglm").toString(), "0"))
            .directory(ROOT.toFile())
            .start();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(service.getInputStream(), StandardCharsets.UTF_8))) {
      String listening = String.valueOf(lines.readLine());
      String port = listening.replaceFirst("listening on port ", "");
      String good = "year=2010&month=9&day=3&hour=12&lat=25.1&long=-75.3&wind=95&pressure=958";
      HttpResponse<String> answer = get(port, good);
      assertEquals(200, answer.statusCode(), answer.body());
      assertTrue(answer.body().contains("\"rejected\":false"), answer.body());
      HttpResponse<String> wrong = get(port, "wnd=95");
      assertEquals(400, wrong.statusCode(), wrong.body());
      assertTrue(wrong.body().contains("did you mean wind?"), wrong.body());
    } finally {
      service.destroy();
      service.waitFor();
    }
  }

  private static HttpResponse<String> get(String port, String query) throws Exception {
    URI address = URI.create("http://localhost:" + port + "/?" + query);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void fewLabelsAreComparedByWhatTheOtherRowsAreFor() throws Exception {
    String said = output("03-few-labels.java", "1");
    for (String use : List.of("USE", "DENSITY", "DROP")) {
      assertTrue(said.contains("rows without a label: " + use + ", test error "), said);
    }
    assertTrue(said.contains("next to label: [Choice[row="), said);
  }

  @Test
  void driftIsToldWithoutLabels() throws Exception {
    String said = output("04-drift.java", folder.toString(), "1");
    assertTrue(said.contains("held out: no drift: "), said);
    assertTrue(said.contains("since 2010: "), said);
    assertTrue(Files.exists(folder.resolve("drift.html")));
  }

  @Test
  void imagesOfAnotherKindAreRefused() throws Exception {
    String said = output("05-images.java", "4");
    assertTrue(said.contains("bars: "), said);
    assertTrue(said.contains("noise: 200 of 200 refused"), said);
  }

  private static String output(String program, String... arguments) throws Exception {
    Process process =
        new ProcessBuilder(command(program, arguments))
            .directory(ROOT.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    return said;
  }

  private static List<String> command(String program, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:TieredStopAtLevel=1",
                "-Ddiglm.kernels=loops",
                "-cp",
                System.getProperty("java.class.path"),
                ROOT.resolve("examples").resolve(program).toString()));
    command.addAll(List.of(arguments));
    return command;
  }
}
