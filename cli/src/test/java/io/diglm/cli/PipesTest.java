package io.diglm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Rows through standard input, standard output and pipes. */
@Isolated("it replaces the standard input")
final class PipesTest {
  private static final String ROWS = "x,c\n0.5,a\n-0.5,b\n";

  @TempDir private static Path folder = Path.of("");
  private static Path model = Path.of("");
  private static String expected = "";

  private final InputStream before = System.in;

  @BeforeAll
  static void fit() {
    Path table = Data.flowers(folder);
    model = folder.resolve("m.diglm");
    Run.fit(table, model, "--target", "k", "--features", "x,c").good();
    expected = Run.of("predict", model, Data.text(folder.resolve("new.csv"), ROWS)).good();
  }

  @AfterEach
  void standardInput() {
    System.setIn(before);
  }

  @Test
  void predictsStandardInput() {
    type(ROWS.getBytes(StandardCharsets.UTF_8));
    assertEquals(expected, Run.of("predict", model, "-").good());
    type(ROWS.getBytes(StandardCharsets.UTF_8));
    assertEquals(expected, Run.of("predict", model, "-", "--out", "-").good());
  }

  @Test
  void tellsFormatsApartByTheirFirstBytes() throws Exception {
    type("{\"x\":0.5,\"c\":\"a\"}\n{\"x\":-0.5,\"c\":\"b\"}\n".getBytes(StandardCharsets.UTF_8));
    assertEquals(expected, Run.of("predict", model, "-").good());
    type(ROWS.replace(',', '\t').getBytes(StandardCharsets.UTF_8));
    assertEquals(expected, Run.of("predict", model, "-").good());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(ROWS.getBytes(StandardCharsets.UTF_8));
    }
    type(bytes.toByteArray());
    assertEquals(expected, Run.of("predict", model, "-").good());
    Path parquet = folder.resolve("new.parquet");
    Run.of("sample", model, "-n", 3, "--out", parquet).good();
    type(Files.readAllBytes(parquet));
    assertEquals(Run.of("predict", model, parquet).good(), Run.of("predict", model, "-").good());
  }

  @Test
  void aFormatCanBeGivenForAnyName() {
    Path odd = Data.text(folder.resolve("new.data"), ROWS);
    assertEquals(expected, Run.of("predict", model, odd, "--input-format", "csv").good());
    Run.of("predict", model, "--sql", "SELECT 1", "--input-format", "csv")
        .assertRefused("input-format must be of tables, got a query");
  }

  @Test
  void whatIsWrongWithStandardInputIsToldOfIt() {
    type(new byte[0]);
    Run.of("predict", model, "-")
        .assertRefused("table file must have at least one row, got empty standard input");
    type("x,c\n1,a\n2,b,3\n".getBytes(StandardCharsets.UTF_8));
    Run.of("predict", model, "-")
        .assertRefused(
            "table file standard input, line 3 (row 2) must have as many cells as the header, 2,"
                + " got 3");
    type("a,b\n1,2\n".getBytes(StandardCharsets.UTF_8));
    Run.of("predict", model, "-")
        .assertRefused("column 'x' must be in table file standard input, got columns a, b");
  }

  @Test
  void fitsAndMeasuresStandardInput() throws Exception {
    byte[] table = Files.readAllBytes(folder.resolve("flowers.csv"));
    type(table);
    Path piped = folder.resolve("piped.diglm");
    Run.fit("-", piped, "--target", "k", "--features", "x,c").good();
    String made = Run.of("info", piped).good();
    assertTrue(made.contains("data        standard input (sha256 "), made);
    type(table);
    assertTrue(Run.of("evaluate", piped, "-").good().startsWith("rows        300"));
  }

  @Test
  void writesTabsAndJsonToStandardOutput() {
    Path rows = folder.resolve("new.csv");
    List<String> tabs =
        Run.of("predict", model, rows, "--output-format", "tsv").good().lines().toList();
    assertEquals(expected.lines().map(line -> line.replace(',', '\t')).toList(), tabs);
    List<String> json =
        Run.of("predict", model, rows, "--output-format", "json").good().lines().toList();
    assertEquals(2, json.size());
    assertTrue(Json.parse(json.get(0)).path("class").isTextual(), json.get(0));
    assertTrue(Json.parse(json.get(0)).path("probability_plus").isNumber(), json.get(0));
    assertTrue(Json.parse(json.get(0)).path("rejected").isBoolean(), json.get(0));
    assertTrue(Json.parse(json.get(0)).path("error").isNull(), json.get(0));
    Run.of("predict", model, rows, "--output-format", "parquet")
        .assertRefused(
            "output-format must be csv, tsv or json to a pipe, got parquet (it takes a file:"
                + " --out)");
  }

  @Test
  void readsAndWritesNamedPipes() throws Exception {
    Path in = pipe("in");
    Path out = pipe("out");
    CompletableFuture<Void> writing =
        CompletableFuture.runAsync(() -> Data.text(in, ROWS)); // opens once somebody reads
    CompletableFuture<String> reading = CompletableFuture.supplyAsync(() -> text(out));
    Run.of("predict", model, in, "--out", out).good();
    assertEquals(expected, reading.get());
    writing.get();
  }

  @Test
  void readsAFileThatTheShellHasOpened() throws Exception {
    Path fds = Path.of("/dev/fd");
    assumeTrue(Files.isDirectory(fds), "no files by number here");
    Path rows = folder.resolve("new.csv").toRealPath();
    try (InputStream open = Files.newInputStream(rows);
        Stream<Path> all = Files.list(fds)) {
      Path number = all.filter(fd -> leadsTo(fd, rows)).findFirst().orElseThrow();
      assertEquals(expected, Run.of("predict", model, number).good());
      assertTrue(open.available() > 0);
    }
  }

  private static boolean leadsTo(Path fd, Path file) {
    try {
      return fd.toRealPath().equals(file);
    } catch (IOException e) {
      return false; // closed meanwhile
    }
  }

  private static Path pipe(String name) throws Exception {
    Path pipe = folder.resolve(name);
    Process made = new ProcessBuilder("mkfifo", pipe.toString()).start();
    assumeTrue(made.waitFor() == 0, "no named pipes here");
    return pipe;
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void type(byte[] bytes) {
    System.setIn(new ByteArrayInputStream(bytes));
  }
}
